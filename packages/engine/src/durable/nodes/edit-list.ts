import { CodedError } from '@devteam/api';
import type { Repository } from '@devteam/drivers/repository';
import { type Operation, type Outcome, type TaskList, replay } from '@devteam/task-list';
import { advanceLocalTip, fetchTip } from './branch-tip.ts';
import { type FoundList, requireList } from './find-list.ts';
import type { NodeContext } from './node-context.ts';

/** What it takes to change the list on a branch: every node has it, a command opens it (`open-list-editor.ts`). */
export type ListEditor = Pick<NodeContext, 'project' | 'repository' | 'author' | 'now' | 'findList' | 'noteList' | 'saveList'>;

export interface ListEdit {
  /** Names this edit for ever: a branch takes it once, whoever tries it and how often. Printable, without spaces. */
  key: string;
  /** First line of the commit's message, and what follows it. */
  subject: string;
  body?: string;
  /** Where the list is known to be; without it the project says so, or it is looked for. */
  at?: { branch: string; listPath: string; dialect: string };
  /**
   * What to do to the list as the branch has it. Asked again when the branch has moved: operations that were made for an older version
   * are replayed, others can be made anew. What it throws ends the edit, and nothing was changed.
   */
  operations: (list: TaskList, commit: string) => readonly Operation[];
  /** The tree that the list is written into, where more than the list changes; asked again when the branch has moved. */
  tree?: (commit: string, listPath: string) => Promise<string>;
}

export interface EditedList extends FoundList {
  /** `already_there`: the branch has a commit with this key. `unchanged`: there was nothing to write, so there is no commit. */
  outcome: 'edited' | 'already_there' | 'unchanged';
  branch: string;
  /** Of the operations; empty if the edit was there already. */
  outcomes: readonly Outcome[];
}

/** Each means that somebody else has pushed in the second between our look and our push. */
const mostTries = 8;

/**
 * Changes the list on the project's branch, by a commit of its own, and stores it as the branch has it then. A task that is under way
 * finds that the branch has moved and lands on top of it. All operations are done or none: one that is refused ends the edit with
 * `task_list_conflict`.
 */
export async function editList(editor: ListEditor, edit: ListEdit, signal: AbortSignal): Promise<EditedList> {
  const push = editor.project.settings.push !== false;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { branch, found, remote } = await findBranchList(editor, edit.at, signal);
    const before = { branch, ...found, outcomes: [] };
    if (await findEdit(editor.repository, edit.key, found.commit, signal)) return store(editor, { ...before, outcome: 'already_there' });
    const { bytes, list, outcomes } = replay(edit.operations(found.list, found.commit), found.list.bytes, {
      path: found.path,
      dialect: found.list.dialect,
      settings: found.list.settings,
    });
    requireTaken(outcomes);
    if (!edit.tree && Buffer.compare(bytes, found.list.bytes) === 0) return store(editor, { ...before, outcome: 'unchanged', outcomes });
    const commit = await writeEdit(editor, edit, { ...found, bytes }, signal);
    const isThere = push
      ? (await editor.repository.push({ commit, branch, expected: remote, signal })).outcome !== 'moved'
      : await advanceLocalTip(editor.repository, { branch, parent: found.commit, commit });
    if (isThere) return store(editor, { outcome: 'edited', branch, path: found.path, commit, list, outcomes });
  }
  throw new CodedError('push_contended', { place: edit.at?.branch ?? editor.project.branch ?? '' });
}

/** Fetches, and reads the list as the branch has it. */
export async function findBranchList(
  { findList, project, repository }: Pick<ListEditor, 'findList' | 'project' | 'repository'>,
  at: ListEdit['at'],
  signal: AbortSignal,
): Promise<{ branch: string; remote: string; found: FoundList }> {
  const branch = at?.branch ?? (await defaultBranch(repository, project.branch, signal));
  const { remote, tip } = await fetchTip(repository, { branch, push: project.settings.push !== false }, signal);
  const wanted = at?.listPath ?? project.taskListPath;
  const found = await requireList(findList, { branch, commit: tip, path: wanted, dialect: at?.dialect ?? null }, signal);
  return { branch, remote, found };
}

async function defaultBranch(repository: Repository, wanted: string | null, signal: AbortSignal): Promise<string> {
  if (wanted !== null) return wanted;
  await repository.sync({ signal });
  return (await repository.resolveBranch(undefined, { signal })).branch;
}

const trailer = 'DevTeam-Edit';
/** An edit is tried again within seconds, or after a crash: never so late that so many others came after it. */
const mostLookedAt = 500;

async function findEdit(repository: Repository, key: string, tip: string, signal: AbortSignal): Promise<boolean> {
  const line = `${trailer}: ${key}`;
  const commits = await repository.log({ to: tip, limit: mostLookedAt, signal });
  return commits.some(({ message }) => message.split('\n').includes(line));
}

function requireTaken(outcomes: readonly Outcome[]): void {
  const refused = outcomes.find(({ outcome }) => outcome === 'refused');
  if (!refused) return;
  const why = refused.diagnostics.map((diagnostic) => diagnostic.message).join('; ');
  const place = refused.operation.ref?.key;
  throw new CodedError('task_list_conflict', { ...(place ? { place } : {}), ...(why ? { why } : {}) });
}

async function writeEdit(
  { author, noteList, now, repository }: ListEditor,
  { body, key, subject, tree }: ListEdit,
  { bytes, commit: parent, path }: { bytes: Uint8Array; commit: string; path: string },
  signal: AbortSignal,
): Promise<string> {
  if (!/^[\x21-\x7e]+$/.test(key)) throw new Error(`${JSON.stringify(key)} cannot be the key of an edit`);
  const paragraphs = [oneLine(subject), ...(body ? [withoutTrailers(body)] : []), `${trailer}: ${key}`];
  const commit = await repository.writeCommit({
    ...(tree ? { tree: await tree(parent, path) } : { treeOf: parent }),
    replace: new Map([[path, bytes]]),
    parents: [parent],
    message: `${paragraphs.join('\n\n')}\n`,
    author,
    at: now(),
    signal,
  });
  noteList(commit, { path, bytes });
  return commit;
}

/** What people wrote makes no line or trailer of its own. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const withoutTrailers = (text: string): string =>
  text
    .split('\n')
    .map(oneLine)
    .join('\n')
    .replaceAll(/^DevTeam-/gm, ' $&');

async function store(editor: ListEditor, edited: EditedList): Promise<EditedList> {
  await editor.saveList(edited.list, edited);
  return edited;
}
