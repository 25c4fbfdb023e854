import { outcome } from './agent/outcome.ts';
import { isAbsolute } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PatchResult, type Refused, applyPatch, findMisfit } from './apply-patch.ts';
import type { Executor, ExecutorFailure, ExecutorRequest, ExecutorUsage } from './executor-port.ts';
import { type Recording, findRecording } from './find-recording.ts';
import { transcriptTail } from './transcript-tail.ts';

/**
 * Plays changes that were recorded before: no model is asked, no code is written. For demonstrations, for tests of everything around an executor, and
 * for running a list again. It says so wherever it is seen: name, label, summary and model.
 *
 * Settings: `recordings`, the absolute path of a folder with `<task id>/<attempt>.patch` and `<attempt>.json` in it (see `findRecording`), and `speed`,
 * by which recorded delays are divided: 1 as recorded, 0 without any waiting.
 */
export const replayExecutor: Executor = {
  name: 'replay',
  label: 'replay: recorded changes, no model',

  async execute(request) {
    const { signal } = request;
    if (signal.aborted) return outcome({ ended: 'canceled' });
    const settings = readSettings(request.settings);
    if ('code' in settings) return outcome({ ended: 'failed', failure: settings });
    const recording = await findRecording(settings.recordings, request.taskId ?? request.taskKey, request.attempt);
    if ('code' in recording) return outcome({ ended: 'failed', failure: recording });

    const changesNothing = recording.patch.toString('latin1').trim() === '';
    const delayMs = settings.speed === 0 ? 0 : (recording.delaySeconds * 1000) / settings.speed;
    // Before the waiting, if there is any: who watches should not see an executor at work whose work is then refused.
    const misfit = changesNothing || delayMs === 0 ? undefined : await findMisfit(recording.patch, request.workplace.directory);
    if (misfit) return outcome({ ended: 'failed', failure: refusal(misfit, recording) });

    const played = await play(recording, delayMs, request);
    const usage = usageOf(recording.usage);
    if (played.ended !== 'finished') {
      const failure = played.ended === 'timed_out' ? timedOut(recording, request.timeoutSeconds) : null;
      return outcome({ ended: played.ended, transcriptTail: played.transcript, failure });
    }
    const applied = changesNothing ? untouched : await applyPatch(recording.patch, request.workplace.directory);
    if (!applied.ok) return outcome({ ended: 'failed', transcriptTail: played.transcript, failure: refusal(applied, recording) });
    return outcome({
      ended: recording.exitCode === 0 ? 'finished' : 'failed',
      exitCode: recording.exitCode,
      summary: summarize(recording.name, applied.files),
      usage,
      transcriptTail: played.transcript,
      failure: recording.exitCode === 0 ? null : failed(recording),
    });
  },
};

const untouched: PatchResult = { ok: true, files: [] };

/** Lines come spread over the delay, the last one at its end. */
async function play(recording: Recording, delayMs: number, request: ExecutorRequest) {
  const lines = [...linesOf('stdout', recording.stdout), ...linesOf('stderr', recording.stderr)];
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(Math.min(request.timeoutSeconds * 1000, 2 ** 31 - 1))]);
  const startedAt = performance.now();
  const said: string[] = [];
  const ended = await (async () => {
    try {
      for (const [index, line] of [...lines, undefined].entries()) {
        const dueMs = startedAt + delayMs * Math.min(1, (index + 1) / Math.max(1, lines.length)) - performance.now();
        if (dueMs > 0) await sleep(dueMs, undefined, { signal });
        if (request.signal.aborted) return 'canceled' as const;
        if (!line) continue;
        request.onOutput(line.stream, line.text);
        said.push(line.text);
      }
      return 'finished' as const;
    } catch (error) {
      if ((error as Error).name !== 'AbortError') throw error;
      return request.signal.aborted ? ('canceled' as const) : ('timed_out' as const);
    }
  })();
  return { ended, transcript: transcriptTail(said) };
}

const linesOf = (stream: 'stdout' | 'stderr', text: string) =>
  text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => ({ stream, text: line }));

function readSettings(settings: Readonly<Record<string, unknown>>): { recordings: string; speed: number } | ExecutorFailure {
  const { recordings, speed = 1 } = settings;
  if (recordings === undefined) {
    return { code: 'recording_missing', why: 'the setting recordings is not given, so there is no folder to look in', evidence: null };
  }
  if (typeof recordings !== 'string' || !isAbsolute(recordings)) {
    return {
      code: 'recording_invalid',
      why: `the setting recordings must be an absolute path, not ${JSON.stringify(recordings)}`,
      evidence: null,
    };
  }
  if (typeof speed !== 'number' || !(speed >= 0)) {
    return { code: 'recording_invalid', why: `the setting speed must be a number from 0 on, not ${JSON.stringify(speed)}`, evidence: null };
  }
  return { recordings, speed };
}

function refusal(result: Refused, recording: Recording): ExecutorFailure {
  if (result.why === 'git_missing')
    return { code: 'git_missing', why: 'git cannot be started, and it applies the recording', evidence: result.said };
  return { code: 'recording_does_not_apply', why: `git apply refuses ${recording.name}`, evidence: result.said };
}

const timedOut = (recording: Recording, timeoutSeconds: number): ExecutorFailure => ({
  code: 'executor_timed_out',
  why: `${recording.name} takes ${recording.delaySeconds} s, and its limit is ${timeoutSeconds} s`,
  evidence: null,
});

const failed = (recording: Recording): ExecutorFailure => ({
  code: 'executor_failed',
  why: `${recording.name} was recorded with exit code ${recording.exitCode}`,
  evidence: recording.stderr.trim() || recording.stdout.trim() || null,
});

function summarize(name: string, files: readonly string[]): string {
  const shown = files.slice(0, 5).join(', ');
  const more = files.length > 5 ? ` and ${files.length - 5} more` : '';
  return `Replayed the recorded change ${name}, no model was asked: ${files.length === 0 ? 'no file' : shown}${more}.`;
}

/** Recorded numbers are shown, but never under the name of a model that was not asked. */
function usageOf(recorded: ExecutorUsage | null): ExecutorUsage {
  if (!recorded) return { inputTokens: 0, outputTokens: 0, model: 'replay' };
  return { ...recorded, model: recorded.model === 'replay' ? 'replay' : `replay of ${recorded.model}` };
}
