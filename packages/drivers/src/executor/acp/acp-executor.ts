import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { ndJsonStream } from '@agentclientprotocol/sdk';
import { deadlineIn } from '../agent/deadline.ts';
import { findAgentProgram } from '../agent/find-agent.ts';
import { endedByUs, failed, failure, outcome, summaryOf, timedOut } from '../agent/outcome.ts';
import { codeOfStatus, providerFailure } from '../agent/provider-failure.ts';
import { pinnedAgents } from '../agent/pinned-agents.ts';
import { safePrompt } from '../agent/safe-prompt.ts';
import type { Executor, ExecutorFailure, ExecutorRequest, HeldProcess, Workplace } from '../executor-port.ts';
import { transcriptTail } from '../transcript-tail.ts';
import { type AcpAgent, agentOfSettings } from './acp-agent.ts';
import { type AcpResult, acpConversation } from './acp-conversation.ts';
import { openCode } from './opencode.ts';
import { putBackScript, setAsideScript } from './set-aside.ts';

const startingMs = 10_000;
/** After its last word an agent is ended: what it still has to write is its own business. */
const farewellMs = 300;

/**
 * Any agent that speaks the Agent Client Protocol, as a process inside of the sandbox that is talked to. OpenCode unless the project names another.
 *
 * Settings: `acpCommand`, a program of the sandbox and its arguments, and `acpEnvironment`. It finds its model in OPENAI_BASE_URL, OPENAI_API_KEY and
 * OPENAI_MODEL (or those of ANTHROPIC and OLLAMA).
 */
export const acpExecutor: Executor = {
  name: 'acp',
  label: `acp: OpenCode ${pinnedAgents.opencode.version} or another agent that speaks ACP, with a model by the gateway`,

  async execute(request) {
    if (request.signal.aborted) return outcome({ ended: 'canceled' });
    const { model, workplace } = request;
    if (!model) return failed('executor_model_missing', 'an agent asks a model, and the project names none');
    const named = agentOfSettings(request.settings, model);
    if (named && 'problem' in named) return failed('executor_settings_invalid', named.problem);
    const agent = named ?? openCode(model);
    if (!agent) return failed('executor_model_unsupported', `OpenCode is not set up for the protocol of ${model.name}`);
    if (!workplace.start) return failed('executor_failed', 'the sandbox cannot hold a process that is talked to');
    return converse(request, agent, named ? null : await findAgentProgram('opencode'), workplace.start.bind(workplace));
  },
};

async function converse(request: ExecutorRequest, agent: AcpAgent, program: string | null, start: NonNullable<Workplace['start']>) {
  const deadline = deadlineIn(request.timeoutSeconds);
  const lines: string[] = [];
  const say = (stream: 'stdout' | 'stderr', text: string) => {
    lines.push(text);
    request.onOutput(stream, text);
  };
  say('stdout', `$ ${agent.command.join(' ')}`);
  const aside = `aside-${randomBytes(6).toString('hex')}`;
  const place = await preparePlace(request, deadline.leftMs(), setAsideScript(aside, agent.setAside));
  if (request.signal.aborted) return outcome({ ended: 'canceled' });
  if (place === undefined) return failed('executor_failed', 'the work in the sandbox could not be prepared');
  if (place === '') return outcome({ ended: 'timed_out', failure: timedOut(request) });

  const farewell = new AbortController();
  const stdout = new TransformStream<Uint8Array, Uint8Array>();
  const writer = stdout.writable.getWriter();
  const drop = () => {}; // A reader that has gone is told by the result.
  const held: HeldProcess = await start({
    command: ['sh', '-c', startScript, 'sh', ...agent.command],
    env: { ...agent.env, DEVTEAM_PROGRAM: program ?? '' },
    timeoutMs: deadline.leftMs(),
    signal: AbortSignal.any([request.signal, farewell.signal]),
    onStdout: (bytes) => void writer.write(new Uint8Array(bytes)).catch(drop),
    onOutput: say,
  });
  void held.result.then(() => writer.close()).catch(drop);
  const stdin = new WritableStream<Uint8Array>({ write: (bytes) => held.write(bytes) });
  const conversed = await acpConversation({
    stream: ndJsonStream(stdin, stdout.readable),
    prompt: safePrompt(request.prompt, ['Nobody can answer a question. Do not use Git.']),
    work: place,
    onLine: (line) => say('stdout', line),
  });
  await held.end();
  const timer = setTimeout(() => farewell.abort(), farewellMs);
  const result = await held.result;
  clearTimeout(timer);

  // What agents tell of usage differs in what it counts (OpenCode: the last request only), so nobody knows but the gateway.
  const known = { transcriptTail: transcriptTail(lines), usage: null };
  const isOurFarewell = farewell.signal.aborted && !request.signal.aborted && result.ended !== 'timed_out';
  const stopped = isOurFarewell ? undefined : endedByUs(result, request);
  if (stopped) return { ...stopped, ...known };
  const exitCode = isOurFarewell ? null : result.exitCode;
  const back = await request.workplace.run({
    command: putBackScript(aside, agent.setAside),
    timeoutMs: startingMs,
    signal: request.signal,
  });
  if (request.signal.aborted) return outcome({ ended: 'canceled', ...known });
  const problem =
    back.exitCode === 0
      ? findFailure(conversed, agent, exitCode, lines.slice(1).slice(-60).join('\n'))
      : failure('executor_failed', 'what was set aside of the repository could not be put back', back.outputTail);
  return outcome({
    ended: problem ? 'failed' : 'finished',
    exitCode,
    summary: problem || conversed.said === null ? null : summaryOf(conversed.said),
    failure: problem,
    ...known,
  });
}

/** The program that was found on the host if it is seen inside, else the one of that name inside. */
const startScript = `
program="$DEVTEAM_PROGRAM"
[ -x "$program" ] || program="$(command -v "$1")" || { echo "there is no $1 on the PATH of the sandbox" >&2; exit 127; }
unset DEVTEAM_PROGRAM
shift
exec "$program" "$@"
`;

/** Absolute path of the work inside of the sandbox; empty if the time was over before it was told. */
async function preparePlace({ signal, workplace }: ExecutorRequest, leftMs: number, command: string): Promise<string | undefined> {
  const said: string[] = [];
  const result = await workplace.run({
    command,
    timeoutMs: Math.min(startingMs, leftMs),
    signal,
    onOutput: (stream, text) => void (stream === 'stdout' && said.push(text)),
  });
  if (result.ended === 'timed_out' && leftMs < startingMs) return '';
  return result.exitCode === 0 ? said[0] : undefined;
}

function findFailure(conversed: AcpResult, agent: AcpAgent, exitCode: number | null, printed: string): ExecutorFailure | null {
  const { calls, error, outside, said, stopReason } = conversed;
  if (exitCode === 127) return failure('executor_missing', `there is no ${agent.title} in the sandbox`, printed);
  if (outside.length > 0)
    return failure('executor_reached_outside', 'it wanted to edit files outside of the work', outside.slice(0, 10).join('\n'));
  if (error !== null) return errorFailure(error, agent, exitCode, printed);
  if (stopReason === 'max_tokens')
    return failure('executor_answer_unusable', 'the answer of the model was cut at the limit of its length', printed);
  if (stopReason === 'refusal') return failure('provider_refused_request', 'the model refuses the request', printed);
  if (stopReason !== 'end_turn') return failure('executor_failed', `${agent.title} stopped with ${stopReason ?? 'no reason'}`, printed);
  if (said === null && calls === 0) return failure('executor_answer_unusable', 'the model answered with nothing', printed);
  return null;
}

/** Agents put into an error what their model said, each in its own words. */
function errorFailure(error: string, agent: AcpAgent, exitCode: number | null, printed: string): ExecutorFailure {
  const status = Number(/status(?:Code)?["':\s]*(\d{3})\b/i.exec(error)?.[1] ?? /\b(4\d\d|5\d\d)\b/.exec(error)?.[1] ?? Number.NaN);
  if (!Number.isNaN(status)) return providerFailure(codeOfStatus(status, error), status, error);
  if (/context.?(length|window)|maximum context/i.test(error)) return providerFailure('context_too_long', undefined, error);
  if (/rate.?limit|too many requests/i.test(error)) return providerFailure('provider_rate_limited', undefined, error);
  if (/api.?key|unauthorized/i.test(error)) return providerFailure('provider_key_refused', undefined, error);
  const end = exitCode === null ? '' : ` and ended with exit code ${exitCode}`;
  return failure('executor_failed', `${agent.title} broke off${end}`, Buffer.byteLength(printed) > 0 ? `${error}\n${printed}` : error);
}
