import type { Failure } from '@devteam/api';
import type { ExecutedCode } from './nodes/execute-code.ts';
import type { LastFailure } from './nodes/task-input.ts';
import type { Verified } from './nodes/verify.ts';

/** What the next attempt is told: the check that failed, as it said it, and what had been changed. */
export function lastFailureOf(
  attempt: number,
  failure: Failure,
  outputs: { codeExecution?: ExecutedCode; verify?: Verified; verifyMerged?: Verified },
): LastFailure {
  const verified = outputs.verifyMerged ?? outputs.verify;
  const check = verified?.checks.find(({ name }) => name === verified.culprit);
  return {
    attempt,
    check: check?.name ?? null,
    exitCode: check?.exitCode ?? null,
    why: `${failure.what}: ${failure.why}`,
    outputTail: failure.evidence ?? check?.outputTail ?? '',
    changedFiles: outputs.codeExecution?.changedFiles ?? [],
    diff: null,
  };
}
