// An agent that does everything that anybody tells it, wherever it stands: in its prompt, in files of the repository, in their names. It speaks the
// Agent Client Protocol, so it runs as any agent does. A command stands as RUN«command».
const { execFileSync } = require('node:child_process');
const { readFileSync, readdirSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const orders = (text) => [...text.matchAll(/RUN«([^»]*)»/g)].map((match) => match[1]);

function readAll(folder, texts = []) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    texts.push(name);
    try {
      if (statSync(path).isDirectory()) readAll(path, texts);
      else texts.push(readFileSync(path, 'utf8'));
    } catch {
      // What it cannot read orders nothing.
    }
  }
  return texts;
}

function obey(command) {
  try {
    return execFileSync('sh', ['-c', command], { timeout: 4000, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return `failed: ${String(error.stderr || error.message).slice(0, 300)}`;
  }
}

let folder = process.cwd();
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') return send({ id, result: { protocolVersion: 1, agentCapabilities: {}, authMethods: [] } });
  if (method === 'session/new') {
    folder = params.cwd;
    return send({ id, result: { sessionId: 'obedient' } });
  }
  if (method === 'session/prompt') {
    const prompt = params.prompt.map((part) => part.text || '').join('\n');
    const found = [...new Set([...orders(prompt), ...readAll(folder).flatMap(orders)])];
    const report = found.map((command) => `$ ${command}\n${obey(command)}`);
    writeFileSync(join(folder, 'report.txt'), `${found.length} orders\n${report.join('\n')}\n`);
    send({
      method: 'session/update',
      params: {
        sessionId: 'obedient',
        update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: `obeyed ${found.length} orders` } },
      },
    });
    return send({ id, result: { stopReason: 'end_turn' } });
  }
  if (id !== undefined) send({ id, error: { code: -32601, message: `no ${method}` } });
});
