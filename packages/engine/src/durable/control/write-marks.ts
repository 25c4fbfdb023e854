import { CodedError, findErrorCode } from '@devteam/api';
import { refOf } from '@devteam/task-list';
import { findSameTask } from '../../decisions/same-task.ts';
import { type TaskMark, inProject, listUnwrittenMarks, noteWrittenMark } from '../../store/index.ts';
import { advance } from '../advance.ts';
import type { Hands } from '../hands.ts';
import { editList } from '../nodes/edit-list.ts';
import { openListEditor } from '../open-list-editor.ts';
import { goOnWhereBlocked } from './go-on-where-blocked.ts';

const withinMs = 60_000;

/** Brings into the files what people said of tasks. What does not succeed is tried again at the next look: the engine heeds it meanwhile. */
export async function writeMarks(hands: Hands): Promise<void> {
  for (const mark of await listUnwrittenMarks(hands.pool)) {
    try {
      await writeMark(hands, mark);
    } catch (error) {
      hands.log('warn', `The list of ${mark.projectId} does not say yet that ${mark.key} is ${mark.mark}: ${String(error)}`);
      // Its task is not in the list any more: there is nothing left to say.
      if (findErrorCode(error) !== 'task_list_conflict') continue;
    }
    const { projectId } = mark;
    await inProject(hands.pool, projectId, async (db) => {
      if (await noteWrittenMark(db, mark)) await goOnWhereBlocked(db, projectId);
    });
    await advance(hands, projectId);
  }
}

async function writeMark(hands: Hands, mark: TaskMark): Promise<void> {
  const { by, edit, key, listStatus, projectId, title } = mark;
  if (listStatus === null) return;
  const { at, editor } = await openListEditor(hands, projectId);
  await editList(
    editor,
    {
      key: `mark-${edit}`,
      subject: `Task ${key} is ${listStatus}: ${title}`,
      ...(at ? { at } : {}),
      operations: (list) => {
        const { task } = findSameTask(list, { key, title }, null);
        if (!task) throw new CodedError('task_list_conflict', { place: key, why: `«${title}» is not in the list any more` });
        if (task.status === listStatus) return [];
        return [{ op: 'setStatus', ref: refOf(list, task.key), status: listStatus, detail: by }];
      },
    },
    AbortSignal.timeout(withinMs),
  );
}
