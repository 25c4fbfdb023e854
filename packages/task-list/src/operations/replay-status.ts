import type { Operation, TaskList } from '../model.ts';
import { applyOperation } from './apply-operation.ts';
import { aboutTask, attempt, findTheirs, keyToWrite, type ReplayState, type Step } from './replay-step.ts';

/** A status of ours on their list: theirs wins where they set another one, the same one counts for both. */
export function replayStatus(list: TaskList, operation: Extract<Operation, { op: 'setStatus' | 'complete' }>, state: ReplayState): Step {
  const ref = state.refNow(operation.ref);
  const found = findTheirs(list, ref);
  if ('step' in found) return found.step;
  const { task, diagnostics } = found;
  const wanted = operation.op === 'complete' ? 'completed' : operation.status;
  if (task.status !== wanted && task.status !== ref.status && !state.isOurs(task.key)) {
    const message = `${task.key} was set to ${task.status} meanwhile; expected ${ref.status}; theirs stays`;
    return { outcome: 'theirs', key: task.key, edits: [], diagnostics: [...diagnostics, aboutTask('W240', task, message)] };
  }
  return attempt(() => {
    const own = { ...operation, ref: { ...ref, key: keyToWrite(list, task) } };
    const theyDid = task.status === wanted && ref.status !== wanted && !state.isOurs(task.key);
    // What they say about a status that they set themselves stays.
    const { edits } = applyOperation(list, theyDid && own.op === 'setStatus' ? { op: 'setStatus', ref: own.ref, status: own.status } : own);
    if (!theyDid) state.touch(task.key);
    return { outcome: theyDid || edits.length === 0 ? 'unchanged' : 'applied', key: task.key, diagnostics, edits };
  });
}
