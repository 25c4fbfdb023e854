import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ExecutionRow, readTasks } from '@devteam/engine/store';
import { findTask, isFinished, parse } from '@devteam/task-list';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHistory } from './support/branch-history.ts';
import { findLogFaults, readWholeLog } from './support/event-log-faults.ts';
import { describeProject, untilAtRest } from './support/executions.ts';
import { gitBytes } from './support/git.ts';
import { Hand } from './support/hand.ts';
import { close, listPath, listText, remove, retitle } from './support/list-by-hand.ts';
import { type LocalEngine, startLocalEngine } from './support/local-engine.ts';
import { creates } from './support/patch-text.ts';
import { type Edit, type Person, clonePerson } from './support/person.ts';
import { openRandom, randomOf } from './support/random.ts';
import { atScale } from './support/scale.ts';
import { findSharedBranchFaults } from './support/shared-branch-faults.ts';
import { type SmallAttempt, type SmallProject, makeSmallProject } from './support/small-project.ts';
import { waitUntil } from './support/wait-until.ts';
import { fileOf, lineBeside, lineOf, sharedPath, sharedText, titleOf, work } from './support/work-of-two.ts';

const tasks = atScale(5, 12);
const pushes = atScale(12, 40);
const { seed } = openRandom('concurrent pushes');

let local: LocalEngine;
beforeAll(async () => {
  local = await startLocalEngine('pushes');
});
afterAll(() => local?.close());

async function run(small: SmallProject): Promise<ExecutionRow> {
  await local.engine.automate(small.project.id);
  return untilAtRest(local.engine.pool, small.project.id);
}

const readList = async ({ branch, remote }: SmallProject) =>
  parse(await gitBytes(remote, ['show', `${branch}:${listPath}`]), { path: listPath });

const landed = async ({ branch, firstCommit, remote }: SmallProject) =>
  (await readHistory(remote, { from: firstCommit, to: branch })).flatMap(({ trailers }) =>
    trailers.has('DevTeam-Task') ? [`${trailers.get('DevTeam-Task')} at attempt ${trailers.get('DevTeam-Attempt')}`] : [],
  );

describe.concurrent('a person and the engine on one branch', () => {
  test.for(['headings', 'checklist'] as const)(
    '%s: nothing that either of them did is lost',
    { timeout: 2_400_000 },
    async (family, { expect }) => {
      const random = randomOf(seed + family.length);
      const ids = [...Array.from({ length: tasks }, (_, n) => `1.${n + 1}`), ...Array.from({ length: pushes }, (_, n) => `9.${n + 1}`)];
      const small = await makeSmallProject({
        directory: local.scratch,
        id: `shared-${family}`,
        files: {
          [listPath]: listText(
            family,
            Array.from({ length: tasks }, (_, n) => ({ id: `1.${n + 1}`, title: titleOf(n + 1) })),
          ),
          [sharedPath]: sharedText,
        },
        recordings: Object.fromEntries(
          ids.map((id): [string, SmallAttempt[]] => [id, [{ patch: work(id), delaySeconds: random.next() * 0.6 }]]),
        ),
      });
      await local.engine.saveProject(small.project);
      const person = await clonePerson(small.remote, small.branch);
      const hand = new Hand(random, { family, tasks, titleOf, sharedPath, sharedLineOf: lineBeside });
      let isWriting = true;
      const writing = (async () => {
        for (let n = 1; n <= pushes; n += 1) {
          await sleep(random.between(50, 1500));
          await hand.push(person, n);
        }
        isWriting = false;
      })();

      const contended: number[] = [];
      for (;;) {
        const execution = await run(small);
        // Somebody who pushes faster than the checks run wins for a while; then a new start goes on.
        if (execution.status === 'waiting_for_human' && execution.reason?.code === 'push_contended') contended.push(hand.pushed.length);
        else
          expect([execution.status, execution.reason], await describeProject(local.engine.pool, small.project.id)).toEqual([
            'completed',
            null,
          ]);
        if (isWriting) await sleep(100);
        else if (isFinished(await readList(small))) break;
      }
      await writing;
      console.log(
        `${family}: ${hand.pushed.length} pushes of a person, ${(await landed(small)).length} tasks landed, contended ${contended.length} times`,
      );

      const faults = await findSharedBranchFaults({
        ...small,
        listPath,
        pathsOf: (key) => [fileOf(key)],
        shared: { path: sharedPath, lineOf },
        pushed: hand.pushed,
        words: hand.standing,
      });
      expect(faults).toEqual([]);
      const list = await readList(small);
      const keys = (await landed(small)).map((line) => line.split(' ')[0] ?? '');
      expect(new Set(keys).size).toBe(keys.length);
      // Each task was closed by exactly one of the two.
      expect([...keys, ...hand.closed].toSorted()).toEqual(list.tasks.map((task) => task.key).toSorted());
      expect(list.tasks.every((task) => task.status === 'completed')).toBe(true);
      expect(findLogFaults(await readWholeLog(local.engine.pool, small.project.id))).toEqual([]);
    },
  );
});

describe.concurrent('what a person changes while the engine works on it', () => {
  const twoTasks = listText(
    'headings',
    [1, 2].map((n) => ({ id: `1.${n}`, title: titleOf(n) })),
  );
  const begin = async (
    id: string,
    attempts: SmallAttempt[],
    changed: { list?: string; recordings?: Record<string, SmallAttempt[]> } = {},
  ): Promise<{ small: SmallProject; person: Person }> => {
    const small = await makeSmallProject({
      directory: local.scratch,
      id,
      files: { [listPath]: changed.list ?? twoTasks, [sharedPath]: sharedText },
      recordings: { '1.1': attempts, '1.2': [{ patch: work('1.2') }], ...changed.recordings },
    });
    await local.engine.saveProject(small.project);
    return { small, person: await clonePerson(small.remote, small.branch) };
  };
  const slow = { patch: work('1.1'), delaySeconds: 2 };
  const editList =
    (change: (text: string) => string | null): Edit =>
    async (read) => {
      const text = change(await read(listPath));
      return text === null ? null : { [listPath]: text };
    };
  const editLine: Edit = async (read) => {
    const lines = (await read(sharedPath)).split('\n');
    lines[lineOf('1.1')] = 'a person wrote this';
    return { [sharedPath]: lines.join('\n') };
  };
  /** Pushes while the executor of the first task is at work, and waits for the end. */
  const meanwhile = async ({ small, person }: { small: SmallProject; person: Person }, edit: Edit): Promise<ExecutionRow> => {
    await local.engine.automate(small.project.id);
    await waitUntil(
      async () => {
        const { rows } = await local.engine.pool.query(
          `select from engine.node where project_id = $1 and name = 'codeExecution' and status = 'running'`,
          [small.project.id],
        );
        return rows.length > 0;
      },
      { withinMs: 60_000, everyMs: 20, what: 'the executor is at work' },
    );
    expect(await person.push(edit, 'By hand')).not.toBeNull();
    return untilAtRest(local.engine.pool, small.project.id);
  };
  /** What each landed task changed besides the list. */
  const filesOf = async ({ branch, firstCommit, remote }: SmallProject) =>
    (await readHistory(remote, { from: firstCommit, to: branch }))
      .filter((commit) => commit.trailers.has('DevTeam-Task'))
      .map((commit) => commit.changes.map((change) => change.path).filter((path) => path !== listPath).join(', ')); // prettier-ignore
  const shared = async ({ branch, remote }: SmallProject) =>
    (await gitBytes(remote, ['show', `${branch}:${sharedPath}`])).toString().split('\n')[lineOf('1.1')];

  test('the same line, and the next attempt finds another way: both are there', async () => {
    const begun = await begin('line-both', [slow, { patch: creates(fileOf('1.1'), 'another way\n') }]);
    const execution = await meanwhile(begun, editLine);
    expect([execution.status, execution.reason]).toEqual(['completed', null]);
    expect(await landed(begun.small)).toEqual(['1.1 at attempt 2', '1.2 at attempt 1']);
    expect(await shared(begun.small)).toBe('a person wrote this');
    const events = await readWholeLog(local.engine.pool, begun.small.project.id);
    const lines = events.flatMap((event) => (event.type === 'execution-log' ? event.payload.lines : []));
    expect(lines.join('\n')).toContain(`both changed ${sharedPath}`);
  });

  test('the same line, and no attempt finds another way: a person is asked, their line stays', async () => {
    const begun = await begin('line-review', [slow]);
    const execution = await meanwhile(begun, editLine);
    expect([execution.status, execution.reason]).toMatchObject(['waiting_for_human', { code: 'recording_does_not_apply' }]);
    expect(await landed(begun.small)).toEqual([]);
    expect(await shared(begun.small)).toBe('a person wrote this');
    const [task] = await readTasks(local.engine.pool, execution.id);
    expect(task).toMatchObject({ attempt: 2, outcome: 'review' });
  });

  test('closes the task: their word stands, the work is dropped', async () => {
    const begun = await begin('closed', [slow]);
    const execution = await meanwhile(
      begun,
      editList((text) => close(text, 'headings', '1.1')),
    );
    expect([execution.status, execution.reason]).toEqual(['completed', null]);
    expect(await landed(begun.small)).toEqual(['1.2 at attempt 1']);
    expect(await shared(begun.small)).toBe('line 10');
  });

  test('takes the task out: the work is dropped, the rest is done', async () => {
    const begun = await begin('removed', [slow]);
    const execution = await meanwhile(
      begun,
      editList((text) => remove(text, 'headings', '1.1')),
    );
    expect([execution.status, execution.reason]).toEqual(['completed', null]);
    expect(await landed(begun.small)).toEqual(['1.2 at attempt 1']);
    expect(findTask(await readList(begun.small), '1.1')).toBeUndefined();
  });

  test('makes another task of it: a person is asked, and a new start does what it says now', async () => {
    const begun = await begin('another', [slow]);
    const execution = await meanwhile(
      begun,
      editList((text) => retitle(text, '1.1', 'Zip everything')),
    );
    expect([execution.status, execution.reason]).toMatchObject(['waiting_for_human', { code: 'task_list_conflict', place: '1.1' }]);
    expect(await landed(begun.small)).toEqual([]);
    expect((await run(begun.small)).status).toBe('completed');
    expect(await landed(begun.small)).toEqual(['1.1 at attempt 1', '1.2 at attempt 1']);
    expect(findTask(await readList(begun.small), '1.1')?.title).toBe('Zip everything');
  });

  test('marks the task as blocked: their word stands, the work is dropped', async () => {
    const begun = await begin('blocked', [slow]);
    const execution = await meanwhile(
      begun,
      editList((text) => text.replace('- **Status**: pending', '- **Status**: blocked — not now')),
    );
    expect([execution.status, execution.reason]).toMatchObject(['waiting_for_human', { code: 'tasks_blocked' }]);
    expect(execution.reason?.evidence).toContain('1.1: is marked blocked');
    expect(await landed(begun.small)).toEqual(['1.2 at attempt 1']);
  });

  test('numbers the list anew: the work lands where its task stands now, and the new task under its old number is done, too', async () => {
    const list = '# List\n\n- [ ] 1.1 Write tests for the parser\n- [ ] 1.2 Draw the chart\n';
    const anew =
      '# List\n\n- [ ] 1.1 Write tests for the parser of dates\n- [ ] 1.2 Write tests for the parser\n- [ ] 1.3 Draw the chart\n';
    const dates = { patch: creates('dates.txt', 'dates\n') };
    const begun = await begin('renumbered', [slow, dates], { list, recordings: { '1.3': [{ patch: creates('chart.txt', 'chart\n') }] } });
    const execution = await meanwhile(begun, async () => ({ [listPath]: anew }));
    expect([execution.status, execution.reason]).toEqual(['completed', null]);
    expect(await landed(begun.small)).toEqual(['1.2 at attempt 1', '1.1 at attempt 2', '1.3 at attempt 1']);
    expect(await filesOf(begun.small)).toEqual([`${sharedPath}, ${fileOf('1.1')}`, 'dates.txt', 'chart.txt']);
  });

  test('numbers the list anew between two tasks: the next one is chosen from what it says then', async () => {
    const list = '# List\n\n- [ ] 1.1 Begin\n- [ ] 1.2 Write tests for the parser\n';
    const anew = '- [ ] 1.2 Write tests for the parser of dates\n- [ ] 1.3 Write tests for the parser\n';
    const begun = await begin('renumbered-between', [{ patch: creates('begin.txt', 'begun\n') }], {
      list,
      recordings: { '1.2': [{ patch: creates('dates.txt', 'dates\n') }], '1.3': [{ patch: creates('parser.txt', 'parser\n') }] },
    });
    // The remote itself pushes on top of the first landing, before anybody can fetch it.
    await pushFromRemote(begun.small, '- [ ] 1.2 Write tests for the parser\n', anew);
    const execution = await run(begun.small);
    expect([execution.status, execution.reason]).toEqual(['completed', null]);
    expect(await landed(begun.small)).toEqual(['1.1 at attempt 1', '1.2 at attempt 2', '1.3 at attempt 1']);
    expect(await filesOf(begun.small)).toEqual(['begin.txt', 'dates.txt', 'parser.txt']);
  });

  test('adds a task above in a list without ids: all are done, each once', async () => {
    const begun = await begin('inserted', [], {
      list: '# List\n\n- [ ] Write tests for the parser\n- [ ] Draw the chart\n',
      recordings: {
        '@1': [slow, { patch: creates('bread.txt', 'bread\n') }],
        '@3': [{ patch: creates('chart.txt', 'chart\n') }],
      },
    });
    const execution = await meanwhile(
      begun,
      editList((text) => text.replace('- [ ] Write', '- [ ] Buy bread\n- [ ] Write')),
    );
    expect([execution.status, execution.reason]).toEqual(['completed', null]);
    expect(await landed(begun.small)).toEqual(['@2 at attempt 1', '@1 at attempt 2', '@3 at attempt 1']);
    expect(await filesOf(begun.small)).toEqual([`${sharedPath}, ${fileOf('1.1')}`, 'bread.txt', 'chart.txt']);
  });

  test('takes the list away: said, nothing lands without a tick, and it goes on with the list', async () => {
    const begun = await begin('list-gone', [slow]);
    const { small } = begun;
    const list = (await gitBytes(small.remote, ['show', `${small.branch}:${listPath}`])).toString();
    const execution = await meanwhile(begun, async () => ({ [listPath]: null }));
    expect([execution.status, execution.reason]).toMatchObject(['error', { code: 'task_list_missing', place: listPath }]);
    expect(await landed(small)).toEqual([]);
    await begun.person.push(async () => ({ [listPath]: list }), 'The list is back');
    expect((await run(small)).status).toBe('completed');
    expect(await landed(small)).toEqual(['1.1 at attempt 1', '1.2 at attempt 1']);
  });
});

/** Makes the remote itself replace these words of the list, once, as soon as something is pushed to it. */
async function pushFromRemote({ branch, remote }: SmallProject, from: string, to: string): Promise<void> {
  const script = `#!${process.execPath}
const { execFileSync } = require('node:child_process');
const { existsSync, writeFileSync } = require('node:fs');
if (existsSync('edited')) process.exit(0);
writeFileSync('edited', '');
const git = (args, input) => execFileSync('git', args, { input, encoding: 'utf8' }).trim();
const text = execFileSync('git', ['show', '${branch}:${listPath}'], { encoding: 'utf8' });
const blob = git(['hash-object', '-w', '--stdin'], text.replace(${JSON.stringify(from)}, ${JSON.stringify(to)}));
const others = git(['ls-tree', '${branch}']).split('\\n').filter((line) => !line.endsWith('${listPath}'));
const tree = git(['mktree'], [...others, '100644 blob ' + blob + '\\t${listPath}'].join('\\n') + '\\n');
const name = ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.org'];
git(['update-ref', 'refs/heads/${branch}', git([...name, 'commit-tree', '-p', '${branch}', '-m', 'By hand', tree])]);
`;
  await mkdir(join(remote, 'hooks'), { recursive: true });
  await writeFile(join(remote, 'hooks', 'post-receive'), script, { mode: 0o755 });
}
