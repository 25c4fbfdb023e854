import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AgentContext,
  type PromptResponse,
  RequestError,
  type RequestPermissionResponse,
  agent,
  methods,
  ndJsonStream,
} from '@agentclientprotocol/sdk';

/** An agent without a model: it does what its argument says, on a real connection. Run as a program. */
const scenario = process.argv[2] ?? '';
const places = new Map<string, string>();

async function play(client: AgentContext, sessionId: string): Promise<PromptResponse> {
  const work = places.get(sessionId) ?? '';
  const update = (value: Record<string, unknown>) => client.notify('session/update', { sessionId, update: value });
  const say = (text: string) => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
  const ask = (path: string, options: { optionId: string; name: string; kind: 'allow_once' | 'reject_once' }[]) =>
    client.request<RequestPermissionResponse>(methods.client.session.requestPermission, {
      sessionId,
      toolCall: { toolCallId: path, title: `write ${path}`, kind: 'edit', locations: [{ path }] },
      options,
    });
  const yesOrNo = [
    { optionId: 'yes', name: 'Yes', kind: 'allow_once' as const },
    { optionId: 'no', name: 'No', kind: 'reject_once' as const },
  ];
  const write = async (name: string, text: string) => {
    const path = join(work, name);
    await update({
      sessionUpdate: 'tool_call',
      toolCallId: name,
      title: `write ${name}`,
      kind: 'edit',
      status: 'pending',
      locations: [{ path }],
    });
    const { outcome } = await ask(path, yesOrNo);
    const isAllowed = outcome.outcome === 'selected' && outcome.optionId === 'yes';
    if (isAllowed) {
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, text);
    }
    await update({ sessionUpdate: 'tool_call_update', toolCallId: name, status: isAllowed ? 'completed' : 'failed' });
    return isAllowed;
  };
  switch (scenario) {
    case 'takes long':
      await sleep(30_000);
      break;
    case 'fails':
      throw new RequestError(-32603, 'Internal error', { statusCode: 401, message: 'Incorrect API key provided' });
    case 'reaches outside':
      if (await write('../outside.txt', 'out\n')) await write('hello.txt', 'hello, world\n');
      break;
    case 'dies':
      process.stderr.write('out of luck\n');
      process.exit(9);
      break;
    case 'says nothing':
      return { stopReason: 'end_turn' };
    case 'is cut':
      await say('And then');
      return { stopReason: 'max_tokens' };
    case 'looks around':
      await say((await readdir(work)).toSorted().join(' '));
      await write('.claude/settings.json', 'of the agent\n');
      return { stopReason: 'end_turn' };
    case 'is odd':
      // What real agents were seen to do, or may do tomorrow.
      process.stdout.write('this is no message\n{"neither": "is this"}\n[1]\nnull\n{"jsonrpc":"2.0","id":"never asked","result":1}\n');
      await update({ sessionUpdate: 'an_update_of_next_year', value: 1 });
      await client.notify('session/of_next_year', { value: 1 });
      await client
        .request('fs/write_text_file', { sessionId, path: 'hello.txt', content: 'by the client\n' })
        .catch((error: unknown) => say(`refused: ${(error as Error).message}\n`));
      await ask(join(work, 'x'), []);
      await write('hello.txt', 'hello, world\n');
      break;
    default:
      await say('The greeting ');
      await say('now names the world.\nA note');
      await write('hello.txt', 'hello, world\n');
      await write('docs/note.txt', 'noted\n');
  }
  await say('The greeting now names the world.');
  return { stopReason: 'end_turn' };
}

agent({ name: 'fake' })
  .onRequest(methods.agent.initialize, () => ({ protocolVersion: 1, agentCapabilities: {} }))
  .onRequest(methods.agent.session.new, ({ params }) => {
    places.set('1', params.cwd);
    return { sessionId: '1' };
  })
  .onRequest(methods.agent.session.prompt, ({ client, params }) => play(client, params.sessionId))
  .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)));
