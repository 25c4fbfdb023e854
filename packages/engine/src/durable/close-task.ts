import { createHash } from 'node:crypto';
import { CodedError } from '@devteam/api';
import { refOf } from '@devteam/task-list';
import { getNextPhase } from '../decisions/phase-table.ts';
import { findSameTask } from '../decisions/same-task.ts';
import { type TaskRow, appendEvents, changeExecution, changeTask, executionEvent, inProject, taskEvent } from '../store/index.ts';
import { type AfterTick, tick } from './advance.ts';
import type { Carry } from './carry.ts';
import { Fenced, type Hands } from './hands.ts';
import { editList } from './nodes/edit-list.ts';
import { openListEditor } from './open-list-editor.ts';
import { patiently } from './patiently.ts';
import { persistently } from './persistently.ts';

const longestNote = 200;
const editWithinMs = 120_000;

/** A person took the task out of the list: the file says so first, then the rows. */
export async function closeTask(hands: Hands, task: TaskRow, claim: string, closing: NonNullable<Carry['closing']>): Promise<AfterTick> {
  const { executionId, key, projectId } = task;
  const detail = `${closing.by}${closing.note ? `: ${closing.note}` : ''}`.replaceAll(/\s+/g, ' ').slice(0, longestNote);
  await persistently(hands, executionId, async () => {
    const { at, editor } = await openListEditor(hands, projectId);
    await editList(
      editor,
      {
        key: `close-${createHash('sha256').update(`${executionId} ${key} ${task.attempt}.${task.round}`).digest('hex').slice(0, 16)}`,
        subject: `Task ${task.id ?? key} is ${closing.status}: ${task.title}`,
        ...(at ? { at } : {}),
        operations: (list) => {
          const found = findSameTask(list, task, null);
          if (!found.task) throw new CodedError('task_list_conflict', { place: key, why: `«${task.title}» is not in the list any more` });
          return [{ op: 'setStatus', ref: refOf(list, found.task.key), status: closing.status, detail }];
        },
      },
      AbortSignal.timeout(editWithinMs),
    );
  });
  return patiently(
    () =>
      inProject(hands.pool, projectId, async (db) => {
        const phase = getNextPhase(task.phase, 'interrupt');
        const ended = await changeTask(db, { executionId, key, claim }, { outcome: 'skipped', phase, node: null });
        if (!ended) throw new Fenced(`Task ${key} of ${executionId} is in other hands`);
        if (closing.halts)
          await changeExecution(db, executionId, {
            wish: { desired: 'stopped', pauseWhen: null, stopWork: 'keep', by: closing.by },
          });
        await appendEvents(db, projectId, [await taskEvent(db, ended), await executionEvent(db, executionId)]);
        return tick(db, projectId, hands.pace);
      }),
    hands.log,
  );
}
