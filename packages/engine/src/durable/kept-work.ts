import type { MadeBy } from '@devteam/api';
import { type KeptWork, type TaskRow, readUsage } from '../store/index.ts';
import { carryOf } from './carry.ts';
import type { Hands } from './hands.ts';
import { taskBranch } from './nodes/execute-code.ts';
import { madeByPrompt } from './nodes/made-by-prompt.ts';
import { patiently } from './patiently.ts';
import type { RoundOutputs } from './round-result.ts';

/**
 * The work of an attempt that did not land, with what made it: its commit stays on the branch of the task until somebody decides. Null:
 * there is none.
 */
export async function findKeptWork(hands: Hands, task: TaskRow, executor: string, outputs: RoundOutputs): Promise<KeptWork | null> {
  const { codeExecution, gatherContext, verify, verifyMerged } = outputs;
  const failedChecks = ((verifyMerged ?? verify)?.checks ?? []).filter(({ result }) => result === 'failed').map(({ name }) => name);
  const { finished } = carryOf(task);
  const base = gatherContext?.base ?? finished?.base;
  if (!base) return null;
  if (codeExecution) {
    const { changedFiles, made, summary, work } = codeExecution;
    return { base, commit: work, failedChecks, summary, changedFiles, made };
  }
  if (finished && !finished.byHand) {
    const { changedFiles = null, made = null, summary, work } = finished;
    return { base, commit: work, failedChecks, summary, changedFiles, made };
  }
  // A step that failed after the commit was made, because a person has to look at it first, has no output.
  const repository = await hands.openRepository(task.projectId);
  const commit = await repository.findKept(taskBranch(task));
  if (!commit || !(await repository.isAncestor(base, commit))) return null;
  return { base, commit, failedChecks, made: await madeWithoutOutput(hands, task, executor, outputs) };
}

/** The prompt as its step left it, and what the gateway counted of the runs that came after it. */
async function madeWithoutOutput(
  { log, pool }: Hands,
  { attempt, executionId, key }: TaskRow,
  executor: string,
  { constructPrompt }: RoundOutputs,
): Promise<MadeBy> {
  const used = await patiently(() => readUsage(pool, { executionId, taskKey: key, attempt, node: 'codeExecution' }), log);
  const told = constructPrompt ? madeByPrompt(constructPrompt, constructPrompt.model) : { prompt: null, models: [] };
  return { ...told, models: [...told.models, ...used], executor: { name: executor, attempt } };
}
