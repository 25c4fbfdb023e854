import type { Edit, Key, Operation, TaskList } from '../model.ts';
import { refusal } from '../diagnostics/refusal.ts';
import { completeTask } from '../edit/complete-task.ts';
import { setStatus } from '../edit/set-status.ts';

/** The edits of one operation on the list it names its task in, and the key of that task. */
export function applyOperation(list: TaskList, operation: Operation): { edits: Edit[]; key: Key } {
  if (operation.op === 'setStatus') {
    const { ref, status, detail } = operation;
    return { edits: setStatus(list, ref.key, status, detail === undefined ? {} : { detail }), key: ref.key };
  }
  if (operation.op === 'complete') return { edits: completeTask(list, operation.ref.key, operation.completion), key: operation.ref.key };
  throw refusal('E132', `operation ${operation.op} is not known; expected setStatus or complete; nothing is changed`);
}
