import { CodedError } from '@devteam/api';
import { type Operation, refOf } from '@devteam/task-list';
import { reopenedTasks } from '../decisions/reopened-tasks.ts';
import { type LandedTask, announceLog, findLandedTask, inProject } from '../store/index.ts';
import type { Command } from './hands.ts';
import { type ListEditor, editList } from './nodes/edit-list.ts';
import { openListEditor } from './open-list-editor.ts';
import { patiently } from './patiently.ts';
import type { Undone } from './undone.ts';

const longestMs = 120_000;

/**
 * Takes the work of a landed task back by a commit on top of the branch, and reopens it and all that was done on top of it in the same commit. What is under
 * way for another task is not disturbed: it finds that the branch has moved. The tree that comes out is checked with the next task.
 */
export async function undo(command: Command, projectId: string, { by, task }: { task: string; by: string }): Promise<Undone> {
  const { log, pool } = command;
  const landed = await patiently(() => findLandedTask(pool, projectId, task), log);
  if (!landed) throw new CodedError('undo_not_landed', { place: task });
  const { at, editor } = await openListEditor(command, projectId);
  const signal = AbortSignal.timeout(longestMs);
  let reopened: string[] = [];
  const edited = await editList(
    editor,
    {
      key: `undo:${landed.commit}`,
      subject: `Undo task ${landed.key}: ${landed.title}`,
      body: `This reverts commit ${landed.commit}.\nAsked for by ${by}.`,
      ...(at ? { at } : {}),
      operations: (list) => {
        const tasks = reopenedTasks(list, landed.key);
        if (!tasks.some(({ key }) => key === landed.key))
          throw new CodedError('undo_not_landed', { place: landed.key, why: 'the list does not say that it is done' });
        reopened = tasks.map(({ key }) => key);
        return tasks.map(({ key }): Operation => ({ op: 'setStatus', ref: refOf(list, key), status: 'pending' }));
      },
      tree: (tip, listPath) => revertedTree(editor, { landed, listPath, tip }, signal),
    },
    signal,
  );
  const words = `${by} took the work of ${landed.key} back (${landed.commit.slice(0, 9)}); open again: ${reopened.join(', ')}`;
  if (edited.outcome === 'edited') await patiently(() => tell(command, projectId, landed, words), log);
  return { commit: edited.commit, undone: landed.commit, reopened };
}

/** The tip as it would be without the commit: everything behind it stays, or it is refused. */
async function revertedTree(
  { repository }: ListEditor,
  { landed: { commit, key }, listPath, tip }: { landed: LandedTask; listPath: string; tip: string },
  signal: AbortSignal,
): Promise<string> {
  if (!(await repository.isAncestor(commit, tip, { signal })))
    throw new CodedError('undo_not_landed', { place: key, why: `its commit ${commit.slice(0, 9)} is not on the branch any more` });
  const [parent = ''] = await repository.parentsOf(commit, { signal });
  const merged = await repository.mergeTree({ base: commit, ours: tip, theirs: parent, excludePath: listPath, signal });
  if (merged.conflicts)
    throw new CodedError('undo_conflict', {
      place: merged.conflicts.join(', '),
      why: `what came after ${commit.slice(0, 9)} changed ${merged.conflicts.join(', ')} as well`,
      evidence: merged.conflicts.join('\n'),
    });
  return merged.tree;
}

const tell = ({ pool }: Command, projectId: string, { executionId, key }: LandedTask, line: string) =>
  inProject(pool, projectId, (db) =>
    announceLog(db, projectId, { executionId, taskKey: key, attempt: 0, node: null, level: 'info', stream: 'engine', lines: [line] }),
  );
