// A coding agent of some lines: asks its model by the gateway, and writes what it was told into the file of its task. It speaks the Agent Client Protocol.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const env = process.env;

async function ask(prompt) {
  const answer = await fetch(`${env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${env.OPENAI_API_KEY}` },
    body: JSON.stringify({ model: env.OPENAI_MODEL, messages: [{ role: 'user', content: prompt }] }),
  });
  if (!answer.ok) throw new Error(`status ${answer.status}: ${await answer.text()}`);
  return (await answer.json()).choices[0].message.content;
}

let folder = process.cwd();
createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') return send({ id, result: { protocolVersion: 1, agentCapabilities: {}, authMethods: [] } });
  if (method === 'session/new') {
    folder = params.cwd;
    return send({ id, result: { sessionId: 'asking' } });
  }
  if (method === 'session/prompt') {
    const prompt = params.prompt.map((part) => part.text || '').join('\n');
    const [, file = 'none'] = /write (part-\d+\.txt)/.exec(prompt) || [];
    try {
      writeFileSync(join(folder, file), `${await ask(file)}\n`);
    } catch (error) {
      return send({ id, error: { code: -32000, message: String(error.message) } });
    }
    const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: `wrote ${file}` } };
    send({ method: 'session/update', params: { sessionId: 'asking', update } });
    return send({ id, result: { stopReason: 'end_turn' } });
  }
  if (id !== undefined) send({ id, error: { code: -32601, message: `no ${method}` } });
});
