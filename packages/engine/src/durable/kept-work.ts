import type { KeptWork, TaskRow } from '../store/index.ts';
import { carryOf } from './carry.ts';
import type { Hands } from './hands.ts';
import { taskBranch } from './nodes/execute-code.ts';
import type { RoundOutputs } from './round-result.ts';

/** The work of an attempt that did not land: its commit stays on the branch of the task until somebody decides. Null: there is none. */
export async function findKeptWork(hands: Hands, task: TaskRow, outputs: RoundOutputs): Promise<KeptWork | null> {
  const { codeExecution, gatherContext, verify, verifyMerged } = outputs;
  const failedChecks = ((verifyMerged ?? verify)?.checks ?? []).filter(({ result }) => result === 'failed').map(({ name }) => name);
  const { finished } = carryOf(task);
  const base = gatherContext?.base ?? finished?.base;
  if (!base) return null;
  if (codeExecution) return { base, commit: codeExecution.work, failedChecks };
  if (finished && !finished.byHand) return { base, commit: finished.work, failedChecks };
  // A step that failed after the commit was made, because a person has to look at it first, has no output.
  const repository = await hands.openRepository(task.projectId);
  const commit = await repository.findKept(taskBranch(task));
  return commit && (await repository.isAncestor(base, commit)) ? { base, commit, failedChecks } : null;
}
