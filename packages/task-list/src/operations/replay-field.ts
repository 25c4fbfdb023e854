import { currentValue, sameValue } from '../edit/current-value.ts';
import type { Operation, TaskList } from '../model.ts';
import { applyOperation } from './apply-operation.ts';
import { aboutTask, attempt, findTheirs, keyToWrite, type ReplayState, type Step } from './replay-step.ts';

/** A field of ours on their list: theirs wins where it is no longer what it was. */
export function replayField(list: TaskList, operation: Extract<Operation, { op: 'setField' }>, state: ReplayState): Step {
  const ref = state.refNow(operation.ref);
  const found = findTheirs(list, ref);
  if ('step' in found) return found.step;
  const { task, diagnostics } = found;
  const { field, was, value } = operation;
  const now = currentValue(task, field);
  if (sameValue(now, value)) return { outcome: 'unchanged', key: task.key, diagnostics, edits: [] };
  if (!sameValue(now, was) && !state.isOurs(`${task.key} ${field}`)) {
    const message = `${field} of ${task.key} was changed meanwhile; expected it as it was; theirs stays`;
    return { outcome: 'theirs', key: task.key, edits: [], diagnostics: [...diagnostics, aboutTask('W240', task, message)] };
  }
  return attempt(() => {
    const { edits } = applyOperation(list, { ...operation, ref: { ...ref, key: keyToWrite(list, task) } });
    state.touch(`${task.key} ${field}`);
    return { outcome: 'applied', key: task.key, diagnostics, edits };
  });
}
