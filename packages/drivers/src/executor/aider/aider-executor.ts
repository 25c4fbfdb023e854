import { randomBytes } from 'node:crypto';
import { deadlineIn } from '../agent/deadline.ts';
import { findAgentProgram } from '../agent/find-agent.ts';
import { layDownFiles } from '../agent/lay-down-files.ts';
import { endedByUs, failed, outcome, summaryOf, timedOut } from '../agent/outcome.ts';
import { pinnedAgents } from '../agent/pinned-agents.ts';
import type { Executor, ExecutorRequest } from '../executor-port.ts';
import { transcriptTail } from '../transcript-tail.ts';
import { aiderCommand } from './aider-command.ts';
import { type AiderVerdict, aiderVerdict } from './aider-verdict.ts';

/** The longest wait for one answer of a model, and what is left of the run for it. */
const longestAnswerSeconds = 600;
const readingMs = 10_000;

/**
 * Aider, as a command inside of the sandbox. The model writes edits as text, Aider puts them into the files; nothing that the model says is run.
 *
 * Settings: `aiderEditFormat`, `diff` or `whole`; `diff` unless told.
 */
export const aiderExecutor: Executor = {
  name: 'aider',
  label: `aider: Aider ${pinnedAgents.aider.version} with a model by the gateway`,

  async execute(request) {
    if (request.signal.aborted) return outcome({ ended: 'canceled' });
    const { model, workplace } = request;
    const editFormat = request.settings['aiderEditFormat'] ?? 'diff';
    if (!model) return failed('executor_model_missing', 'Aider asks a model, and the project names none');
    if (editFormat !== 'diff' && editFormat !== 'whole')
      return failed(
        'executor_settings_invalid',
        `the setting aiderEditFormat must be "diff" or "whole", not ${JSON.stringify(editFormat)}`,
      );

    const deadline = deadlineIn(request.timeoutSeconds);
    const folder = `aider-${randomBytes(6).toString('hex')}`;
    const command = aiderCommand({
      prompt: request.prompt,
      model,
      folder,
      python: await findAgentProgram('aider'),
      editFormat,
      answerSeconds: Math.ceil(Math.min(longestAnswerSeconds, request.timeoutSeconds)),
    });
    const lines: string[] = [];
    const say = (stream: 'stdout' | 'stderr', text: string) => {
      lines.push(text);
      request.onOutput(stream, text);
    };
    say('stdout', `$ ${command.shown}`);
    const laid = await layDownFiles(workplace, folder, command.files, { timeoutMs: deadline.leftMs(), signal: request.signal });
    if (laid?.ended === 'failed') return failed('executor_failed', 'the files of the run could not be written in the sandbox', laid.said);
    if (laid?.ended === 'timed_out') return outcome({ ended: 'timed_out', failure: timedOut(request) });
    if (laid) return outcome({ ended: 'canceled' });

    const { env, script } = command;
    const result = await workplace.run({ command: script, env, timeoutMs: deadline.leftMs(), signal: request.signal, onOutput: say });
    const stopped = endedByUs(result, request);
    const verdict = stopped?.ended === 'canceled' ? undefined : await readVerdict(request, folder, result.exitCode, lines);
    const known = {
      transcriptTail: transcriptTail(lines),
      usage: verdict?.tokens ? { inputTokens: verdict.tokens.input, outputTokens: verdict.tokens.output, model: model.name } : null,
    };
    if (stopped) return { ...stopped, ...known };
    const problem = verdict?.failure ?? null;
    return outcome({
      ended: problem ? 'failed' : 'finished',
      exitCode: result.exitCode,
      summary: problem || !verdict ? null : summarize(verdict),
      failure: problem,
      ...known,
    });
  },
};

/** Aider's own folder goes with the sandbox, so what it holds is read before. A deadline that has passed leaves a moment for that. */
async function readVerdict(
  { signal, workplace }: ExecutorRequest,
  folder: string,
  exitCode: number | null,
  printed: readonly string[],
): Promise<AiderVerdict> {
  const log: string[] = [];
  await workplace.run({
    command: `cat "$HOME/${folder}/events.jsonl"`,
    timeoutMs: readingMs,
    signal,
    onOutput: (stream, text) => {
      if (stream === 'stdout') log.push(text);
    },
  });
  return aiderVerdict(log.join('\n'), exitCode, printed.slice(1).slice(-60).join('\n'));
}

/** What its model said of the change; else which files it edited. */
function summarize({ edited, said }: AiderVerdict): string | null {
  const files = `${edited.slice(0, 5).join(', ')}${edited.length > 5 ? ' and more' : ''}`;
  return (said === null ? null : summaryOf(said)) ?? (edited.length > 0 ? `Aider edited ${files}.` : null);
}
