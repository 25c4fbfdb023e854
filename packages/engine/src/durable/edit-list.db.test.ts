import { getTask, parse, refOf } from '@devteam/task-list';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { git, gitBytes } from '../../../../e2e/support/git.ts';
import { type LocalEngine, startLocalEngine } from '../../../../e2e/support/local-engine.ts';
import { type SmallProject, makeSmallProject } from '../../../../e2e/support/small-project.ts';
import { findTaskList, getProject } from '../store/index.ts';
import type { Command } from './hands.ts';
import { createKnownLists } from './known-lists.ts';
import { repositoryOpener } from './node-workplace.ts';
import { type ListEdit, editList } from './nodes/edit-list.ts';
import { openListEditor } from './open-list-editor.ts';
import { usualPace } from './pace.ts';

let local: LocalEngine;
let command: Command;

beforeAll(async () => {
  local = await startLocalEngine('edit-list', { slots: 0 });
  const { engine, home } = local;
  const open = repositoryOpener({ home, credential: undefined });
  command = {
    pool: engine.pool,
    log: () => undefined,
    pace: usualPace,
    starts: () => {
      throw new Error('An edit starts nothing');
    },
    knownLists: createKnownLists(),
    openRepository: async (projectId) => open(await getProject(engine.pool, projectId)),
  };
});
afterAll(() => local?.close());

const text = `# Work  \r\n\r\n## 1. All\t\r\n\r\n### 1.1 First\r\n- **Status**: pending\r\n\r\n### 1.2 Second\r\n- **Status**: pending\r\n\r\nend without a line end`;

async function makeProject(id: string, settings = {}): Promise<SmallProject> {
  const project = await makeSmallProject({ directory: local.scratch, id, files: { 'task_lists.md': text }, recordings: {}, settings });
  await local.engine.saveProject(project.project);
  return project;
}

const signal = AbortSignal.timeout(60_000);
const skip = (task: string, key = `skip/${task}`): ListEdit => ({
  key,
  subject: `Skip ${task}`,
  operations: (list) => [{ op: 'setStatus', ref: refOf(list, task), status: 'skipped' }],
});
const edit = async (projectId: string, wanted: ListEdit) => editList((await openListEditor(command, projectId)).editor, wanted, signal);
const listOf = (remote: string, commit = 'main') => gitBytes(remote, ['show', `${commit}:task_lists.md`]);

describe('an edit of the list', () => {
  test('is a commit of its own that changes the one field and no other byte, and the stored list follows', async () => {
    const { firstCommit, remote } = await makeProject('plain');
    const done = await edit('plain', { ...skip('1.2'), subject: 'Skip\n1.2', body: 'As Ana said.\nDevTeam-Edit: forged' });
    expect(done).toMatchObject({ outcome: 'edited', branch: 'main', path: 'task_lists.md' });
    expect(await git(remote, 'log', '--format=%H %P', 'main')).toBe(`${done.commit} ${firstCommit}\n${firstCommit} `.trimEnd());
    expect(await git(remote, 'log', '-1', '--format=%an%n%B', 'main')).toBe(
      'DevTeam\nSkip 1.2\n\nAs Ana said.\n DevTeam-Edit: forged\n\nDevTeam-Edit: skip/1.2',
    );
    const before = await listOf(remote, firstCommit);
    expect((await listOf(remote)).toString()).toBe(before.toString().replace(/(1\.2 Second\r\n- \*\*Status\*\*: )pending/, '$1skipped'));
    expect(await findTaskList(local.engine.pool, 'plain')).toMatchObject({ commit: done.commit, content: await listOf(remote) });
  });

  test('of one key is done once, whoever tries it at the same time', async () => {
    const { remote } = await makeProject('once');
    const all = await Promise.all([1, 2, 3].map(() => edit('once', skip('1.1'))));
    const tip = await git(remote, 'rev-parse', 'main');
    expect(all.map(({ commit }) => commit)).toEqual([tip, tip, tip]);
    expect(await git(remote, 'rev-list', '--count', 'main')).toBe('2');
    expect(await edit('once', skip('1.1'))).toMatchObject({ outcome: 'already_there', commit: tip });
  });

  /** Six edits at once, each of which adds a tag; how many each task has in the end. */
  const tagAtOnce = async (id: string) => {
    const wanted = ['1.1', '1.2'].flatMap((task) => ['low', 'high', 'top'].map((tag) => [task, tag] as const));
    const tag = ([task, added]: readonly [string, string]) =>
      edit(id, {
        key: `tag/${task}/${added}`,
        subject: `Tag ${task}`,
        operations: (list) => {
          const { tags } = getTask(list, task);
          return [{ op: 'setField', ref: refOf(list, task), field: 'tags', was: tags.length > 0 ? tags : null, value: [...tags, added] }];
        },
      });
    await Promise.all(wanted.map(tag));
    const stored = await findTaskList(local.engine.pool, id);
    if (!stored) throw new Error('No list is stored');
    return { stored, tags: parse(stored.content).tasks.map(({ tags }) => tags.toSorted()) };
  };

  test('edits at once are all there in the end', async () => {
    const { remote } = await makeProject('many');
    const { stored, tags } = await tagAtOnce('many');
    expect(tags).toEqual([
      ['high', 'low', 'top'],
      ['high', 'low', 'top'],
    ]);
    expect(await git(remote, 'rev-list', '--count', 'main')).toBe('7');
    expect(await listOf(remote)).toEqual(stored.content);
  });

  test('also where nothing is pushed and they grow in the local copy', async () => {
    const { firstCommit, remote } = await makeProject('local', { push: false });
    expect((await tagAtOnce('local')).tags).toEqual([
      ['high', 'low', 'top'],
      ['high', 'low', 'top'],
    ]);
    expect(await git(remote, 'rev-parse', 'main')).toBe(firstCommit);
  });

  test('that is refused, or changes nothing, leaves no trace', async () => {
    const { firstCommit, remote } = await makeProject('refused');
    const gone = { key: '1.9', title: 'Never there', status: 'pending' } as const;
    const both: ListEdit = {
      ...skip('1.1'),
      operations: (list) => [
        { op: 'setStatus', ref: refOf(list, '1.1'), status: 'skipped' },
        { op: 'setField', ref: { ...refOf(list, '1.2'), title: 'Quite another thing' }, field: 'title', was: 'Other', value: 'Mine' },
      ],
    };
    await expect(edit('refused', both)).rejects.toMatchObject({ code: 'task_list_conflict' });
    const dropped = { ...skip('1.9'), operations: () => [{ op: 'setStatus', ref: gone, status: 'skipped' } as const] };
    expect(await edit('refused', dropped)).toMatchObject({ outcome: 'unchanged', outcomes: [{ outcome: 'dropped' }] });
    expect(await git(remote, 'rev-parse', 'main')).toBe(firstCommit);
  });
});
