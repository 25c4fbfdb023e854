import type { ExecutorFailure, ExecutorFailureCode, ExecutorOutcome, ExecutorRequest, WorkplaceRunResult } from '../executor-port.ts';

/** An outcome of which only this is known. */
export const outcome = (known: Pick<ExecutorOutcome, 'ended'> & Partial<ExecutorOutcome>): ExecutorOutcome => ({
  exitCode: null,
  summary: null,
  usage: null,
  transcriptTail: '',
  failure: null,
  ...known,
});

export const failure = (code: ExecutorFailureCode, why: string, evidence: string | null = null): ExecutorFailure => ({
  code,
  why,
  evidence: evidence === null ? null : evidence.slice(-4000).trim() || null,
});

export const failed = (...why: Parameters<typeof failure>): ExecutorOutcome => outcome({ ended: 'failed', failure: failure(...why) });

/** How a run of an agent ended that did not end by itself; undefined if it did. */
export function endedByUs(result: WorkplaceRunResult, request: ExecutorRequest): ExecutorOutcome | undefined {
  const { exitCode, outputTail } = result;
  if (request.signal.aborted || result.ended === 'canceled') return outcome({ ended: 'canceled', exitCode });
  if (result.ended === 'timed_out') return outcome({ ended: 'timed_out', exitCode, failure: timedOut(request) });
  if (result.ended === 'could_not_start')
    return outcome({ ended: 'failed', exitCode, failure: failure('executor_missing', 'its program could not be started', outputTail) });
  if (result.ended === 'killed') {
    const by = result.signal ?? 'a signal';
    return outcome({ ended: 'failed', exitCode, failure: failure('executor_failed', `${by} that was not ours ended it`, outputTail) });
  }
  return undefined;
}

export const timedOut = (request: ExecutorRequest): ExecutorFailure =>
  failure('executor_timed_out', `it was still at work after its ${request.timeoutSeconds} s`);

/** First paragraph of what a stranger said, short enough for a commit; null if there is none. */
export function summaryOf(text: string): string | null {
  const paragraph = text
    .trim()
    .split(/\n\s*\n/)[0]
    ?.replaceAll(/\s+/g, ' ')
    .trim();
  if (!paragraph) return null;
  return paragraph.length > 600 ? `${paragraph.slice(0, 599).replace(/[\uD800-\uDBFF]$/, '')}…` : paragraph;
}
