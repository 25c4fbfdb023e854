import { createHash } from 'node:crypto';
import type { Failure } from '@devteam/api';
import { failureSignature } from '../decisions/verification/failure/failure-signature.ts';
import type { FailedAttempt } from '../decisions/verification/failure/standstill.ts';
import type { Hands } from './hands.ts';
import type { RoundOutputs } from './round-result.ts';

const mostDiffBytes = 1_000_000;

/** What is remembered of an attempt that failed by its work: what it changed, and what was said against it. */
export async function failedAttemptOf(
  hands: Hands,
  { attempt, projectId }: { attempt: number; projectId: string },
  outputs: RoundOutputs,
  failure: Failure,
): Promise<FailedAttempt> {
  const { codeExecution, gatherContext } = outputs;
  const said = failureSignature(failure.evidence ?? failure.why);
  if (failure.code === 'no_change') return { attempt, diff: null, failure: said };
  // Without a commit nobody knows what was changed: no attempt is like this one.
  if (!codeExecution || !gatherContext) return { attempt, diff: `unknown ${attempt}`, failure: null };
  const repository = await hands.openRepository(projectId);
  const { text } = await repository.diff(gatherContext.base, codeExecution.work, { maxBytes: mostDiffBytes });
  return { attempt, diff: createHash('sha256').update(text).digest('hex'), failure: said };
}
