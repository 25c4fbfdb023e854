import { type Stream, client, methods } from '@agentclientprotocol/sdk';
import { isOutside } from '../agent/is-outside.ts';
import { type AskedPermission, answerPermission, pathsOf } from './acp-permission.ts';
import { expectedMessages } from './expected-messages.ts';

export interface AcpResult {
  /** As the agent says it; null if it gave an error instead. */
  readonly stopReason: string | null;
  readonly error: string | null;
  /** Its last words; null if it had none. */
  readonly said: string | null;
  /** Paths outside of the work that it edited or wanted to. */
  readonly outside: readonly string[];
  readonly calls: number;
}

/**
 * One prompt of the Agent Client Protocol, version 1, from the first word to the stop reason. It serves neither files nor terminals: the agent
 * lives where the files are. What the agent sends besides is told as lines, and never believed.
 */
export async function acpConversation(given: {
  readonly stream: Stream;
  readonly prompt: string;
  /** Absolute path of the work, as the agent sees it. */
  readonly work: string;
  readonly onLine: (line: string) => void;
}): Promise<AcpResult> {
  const heard = listen(given.work, given.onLine);
  // Raw, so that a kind of update that is not known yet is no error.
  const stream = expectedMessages(given.stream, (method, params) => {
    if (method === methods.client.session.update) heard.update(params);
  });
  const app = client({ name: 'devteam' }).onRequest(methods.client.session.requestPermission, ({ params }) =>
    heard.permission(params as AskedPermission),
  );
  const result = await app
    .connectWith(stream, async (agent) => {
      await agent.request(methods.agent.initialize, {
        protocolVersion: 1,
        clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
        clientInfo: { name: 'devteam', version: '0.1.0' },
      });
      const { sessionId } = await agent.request(methods.agent.session.new, { cwd: given.work, mcpServers: [] });
      const answer = await agent.request(methods.agent.session.prompt, { sessionId, prompt: [{ type: 'text', text: given.prompt }] });
      return { stopReason: answer.stopReason, error: null };
    })
    .catch((error: unknown) => ({ stopReason: null, error: describe(error) }));
  return { ...result, ...heard.end() };
}

function listen(work: string, onLine: (line: string) => void) {
  const outside = new Set<string>();
  const calls = new Map<string, Record<string, unknown>>();
  let message = '';
  let lastMessage = '';
  let shown = 0;
  const sayLines = (text: string) => {
    for (const line of text.split('\n')) onLine(line);
  };
  const showLines = (isLast: boolean) => {
    const end = isLast ? message.length : message.lastIndexOf('\n') + 1;
    if (end <= shown) return;
    sayLines(message.slice(shown, end).replace(/\n$/, ''));
    shown = end;
  };
  const endMessage = () => {
    showLines(true);
    if (message.trim() !== '') lastMessage = message.trim();
    [message, shown] = ['', 0];
  };
  const noteCall = (update: Record<string, unknown>) => {
    const id = String(update['toolCallId']);
    const known = calls.get(id);
    const call = { ...known, ...update };
    calls.set(id, call);
    if (!known) sayLines(`${textOf(call['kind']) || 'tool'}: ${textOf(call['title'])}`);
    const { status } = update;
    if (status === 'failed' || (status === 'completed' && known?.['status'] !== 'completed'))
      sayLines(`${textOf(call['title'])}: ${status}`);
    const isChange = call['kind'] === 'edit' || call['kind'] === 'delete' || call['kind'] === 'move';
    if (isChange && call['status'] === 'completed') for (const path of pathsOf(call)) if (isOutside(work, path)) outside.add(path);
  };
  return {
    permission(asked: AskedPermission) {
      const before = calls.get(asked.toolCall.toolCallId ?? '')?.['kind'];
      const answer = answerPermission(asked, work, typeof before === 'string' ? before : asked.toolCall.kind);
      for (const path of answer.outside) outside.add(path);
      sayLines(`asks to be allowed: ${textOf(asked.toolCall.title)} — ${answer.isAllowed ? 'allowed' : 'rejected'}`);
      return answer.optionId === undefined
        ? { outcome: { outcome: 'cancelled' as const } }
        : { outcome: { outcome: 'selected' as const, optionId: answer.optionId } };
    },
    update(params: unknown) {
      const update = (params as { update?: unknown } | null)?.update;
      if (typeof update !== 'object' || update === null) return;
      const { content, sessionUpdate } = update as { content?: { text?: unknown } | null; sessionUpdate?: unknown };
      if (sessionUpdate === 'agent_message_chunk') {
        message += textOf(content?.text);
        showLines(false);
      } else if (sessionUpdate === 'tool_call' || sessionUpdate === 'tool_call_update') {
        endMessage();
        noteCall(update as Record<string, unknown>);
      }
    },
    end() {
      endMessage();
      return { said: lastMessage || null, outside: [...outside], calls: calls.size };
    },
  };
}

/** With what a JSON-RPC error carries besides its message, where agents put what their model said. */
function describe(error: unknown): string {
  const { data, message } = error as { data?: unknown; message?: unknown };
  const more = data === undefined ? '' : ` ${typeof data === 'string' ? data : JSON.stringify(data)}`;
  return `${typeof message === 'string' ? message : String(error)}${more}`;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
