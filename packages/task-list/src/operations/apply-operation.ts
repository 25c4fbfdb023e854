import { completeTask } from '../edit/complete-task.ts';
import { injectErrorResolution } from '../edit/inject-error-resolution.ts';
import { inject } from '../edit/inject.ts';
import { setField } from '../edit/set-field.ts';
import { setStatus } from '../edit/set-status.ts';
import type { Edit, Key, Operation, TaskList } from '../model.ts';

/** The edits of one operation on the list it names its task in, and the key of that task or of the new one. */
export function applyOperation(list: TaskList, operation: Operation): { edits: Edit[]; key: Key } {
  switch (operation.op) {
    case 'setStatus': {
      const { ref, status, detail } = operation;
      return { edits: setStatus(list, ref.key, status, detail === undefined ? {} : { detail }), key: ref.key };
    }
    case 'complete':
      return { edits: completeTask(list, operation.ref.key, operation.completion), key: operation.ref.key };
    case 'setField':
      return { edits: setField(list, operation.ref.key, operation.field, operation.value), key: operation.ref.key };
    case 'inject': {
      const { request, id } = operation;
      return inject(list, id === null ? request : { ...request, id });
    }
    case 'injectErrorResolution': {
      const { error, id } = operation;
      return injectErrorResolution(list, id === null ? error : { ...error, id });
    }
  }
}
