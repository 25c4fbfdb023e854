import { randomBytes } from 'node:crypto';
import { deadlineIn } from '../agent/deadline.ts';
import { findAgentProgram } from '../agent/find-agent.ts';
import { jsonLines } from '../agent/json-lines.ts';
import { layDownFiles } from '../agent/lay-down-files.ts';
import { modelProtocol } from '../agent/model-protocol.ts';
import { endedByUs, failed, outcome, summaryOf, timedOut } from '../agent/outcome.ts';
import { pinnedAgents } from '../agent/pinned-agents.ts';
import type { Executor } from '../executor-port.ts';
import { transcriptTail } from '../transcript-tail.ts';
import { codexCommand } from './codex-command.ts';
import { type CodexEvent, codexLines, codexVerdict } from './codex-verdict.ts';

/**
 * Codex, as a command inside of the sandbox. Its model runs commands there: what keeps it in its place is the sandbox alone.
 */
export const codexExecutor: Executor = {
  name: 'codex',
  label: `codex: Codex ${pinnedAgents.codex.version} with a model by the gateway`,

  async execute(request) {
    if (request.signal.aborted) return outcome({ ended: 'canceled' });
    const { model, signal, workplace } = request;
    if (!model) return failed('executor_model_missing', 'Codex asks a model, and the project names none');
    const { name, protocol } = modelProtocol(model);
    if (protocol !== 'openai') return failed('executor_model_unsupported', `Codex does not speak the protocol of ${model.name}`);

    const deadline = deadlineIn(request.timeoutSeconds);
    const folder = `codex-${randomBytes(6).toString('hex')}`;
    const program = await findAgentProgram('codex');
    const { env, files, script, shown } = codexCommand({ prompt: request.prompt, model: { ...model, name }, folder, program });
    const lines: string[] = [];
    const say = (stream: 'stdout' | 'stderr', text: string) => {
      lines.push(text);
      request.onOutput(stream, text);
    };
    say('stdout', `$ ${shown}`);
    const laid = await layDownFiles(workplace, folder, files, { timeoutMs: deadline.leftMs(), signal });
    if (laid?.ended === 'failed') return failed('executor_failed', 'the files of the run could not be written in the sandbox', laid.said);
    if (laid?.ended === 'timed_out') return outcome({ ended: 'timed_out', failure: timedOut(request) });
    if (laid) return outcome({ ended: 'canceled' });

    const events: CodexEvent[] = [];
    const reader = jsonLines(
      (event) => {
        events.push(event);
        for (const line of codexLines(event)) say('stdout', line);
      },
      (line) => say('stdout', line),
    );
    const result = await workplace.run({
      command: script,
      env,
      timeoutMs: deadline.leftMs(),
      signal,
      onOutput: (stream, text) => (stream === 'stdout' ? reader.take(text) : say('stderr', text)),
    });
    reader.end();
    const verdict = codexVerdict(events, result.exitCode, lines.slice(1).slice(-60).join('\n'));
    const known = {
      transcriptTail: transcriptTail(lines),
      usage: verdict.tokens ? { inputTokens: verdict.tokens.input, outputTokens: verdict.tokens.output, model: model.name } : null,
    };
    const stopped = endedByUs(result, request);
    if (stopped) return { ...stopped, ...known };
    return outcome({
      ended: verdict.failure ? 'failed' : 'finished',
      exitCode: result.exitCode,
      summary: verdict.failure || verdict.said === null ? null : summaryOf(verdict.said),
      failure: verdict.failure,
      ...known,
    });
  },
};
