import { createHash } from 'node:crypto';
import type { Failure } from '@devteam/api';
import { CodedError, findErrorCode } from '@devteam/api';
import { type Task, type TaskList, isClosed, refOf } from '@devteam/task-list';
import { errorSignature } from '../../decisions/failure-classes/error-signature.ts';
import { nextResolution } from '../../decisions/error-resolution/recurrence.ts';
import { findSameTask } from '../../decisions/same-task.ts';
import { type KeptWork, type TaskRow, listResolutions } from '../../store/index.ts';
import type { Solving } from '../carry.ts';
import type { Hands } from '../hands.ts';
import { editList } from '../nodes/edit-list.ts';
import { openListEditor } from '../open-list-editor.ts';
import { patiently } from '../patiently.ts';
import { persistently } from '../persistently.ts';

const editWithinMs = 120_000;
const logCharacters = 180;

/**
 * Puts the task «Resolve Error» into the list, before the one that failed. A text instead says why this error is not investigated (again).
 */
export async function askForResolution(
  hands: Hands,
  task: TaskRow,
  failure: Failure,
  known: { work: KeptWork | null; changedFiles: string[] },
): Promise<Solving | string> {
  const { executionId, key, projectId } = task;
  const signature = errorSignature(failure);
  const earlier = await patiently(() => listResolutions(hands.pool, { projectId, signature }), hands.log);
  const next = nextResolution(earlier, { jitter: 0, backOff: hands.pace.resolutionBackOff });
  if (next.do === 'ask') return next.words;
  // A task without an id is known by its place, which the new one would take.
  if (task.id === null) return 'no investigation, since the task has no id that it could be told by';
  const resolver = await persistently(hands, executionId, () =>
    unlessRefused(async () => {
      const { at, editor } = await openListEditor(hands, projectId);
      const edited = await editList(
        editor,
        {
          key: `resolve-${createHash('sha256').update(`${executionId} ${key} ${task.attempt}`).digest('hex').slice(0, 16)}`,
          subject: `Resolve the error of task ${task.id ?? key}: ${failure.what}`,
          ...(at ? { at } : {}),
          operations: (list) => {
            const found = findSameTask(list, task, null);
            if (!found.task) throw new CodedError('task_list_conflict', { place: key, why: `«${task.title}» is not in the list any more` });
            const error = {
              originalTask: found.task.key,
              errorType: failure.code,
              message: `${failure.what}: ${failure.why}`,
              logs: (failure.evidence ?? '').slice(-logCharacters),
              at: `${new Date().toISOString().slice(0, 19)}Z`,
            };
            return [{ op: 'injectErrorResolution', error, ref: refOf(list, found.task.key), id: null }];
          },
        },
        AbortSignal.timeout(editWithinMs),
      );
      return findResolver(edited.list, key);
    }),
  );
  if (resolver === 'refused')
    return 'no investigation: the remote refused the change of the list that asks for it too, so it is not the work';
  if (!resolver) return 'no investigation, since its task is not in the list';
  return { resolverKey: resolver.key, signature, failure, failedAt: new Date().toISOString(), ...known };
}

/** What the remote refuses to a change of the list it refuses to anybody; trying on would not end. */
async function unlessRefused<T>(edit: () => Promise<T>): Promise<T | 'refused'> {
  try {
    return await edit();
  } catch (error) {
    if (findErrorCode(error) === 'push_refused') return 'refused';
    throw error;
  }
}

const resolverTitle = /^(?:Resolve Error|Error Resolution Task):/;

/** By its title, as the list names such tasks; whose error it is, the rows say. */
export const isResolver = ({ title }: { title: string }): boolean => resolverTitle.test(title);

/** The open investigation of this task, the last one that was put there. */
function findResolver(list: TaskList, key: string): Task | undefined {
  const name = `err-${key}-`.toLowerCase();
  return list.tasks.findLast(
    ({ status, title }) =>
      !isClosed(status) && /^(?:Resolve Error|Error Resolution Task):/.test(title) && title.toLowerCase().includes(name),
  );
}
