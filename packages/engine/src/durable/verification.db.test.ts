import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { untilAtRest } from '../../../../e2e/support/executions.ts';
import { git } from '../../../../e2e/support/git.ts';
import { type LocalEngine, startLocalEngine } from '../../../../e2e/support/local-engine.ts';
import { creates } from '../../../../e2e/support/patch-text.ts';
import { type SmallProject, type SmallProjectPlan, makeSmallProject } from '../../../../e2e/support/small-project.ts';
import { type ExecutionRow, findTaskList, readEvents, readTasks } from '../store/index.ts';

let local: LocalEngine;
beforeAll(async () => {
  local = await startLocalEngine('verification');
});
afterAll(() => local?.close());

/** Each file below `tests` is a test; what it prints is a report that can be read. */
const runner = `n=0; code=0
echo 'TAP version 13'
for file in tests/*.sh; do
  n=$((n + 1)); name=$(basename "$file" .sh)
  if sh "$file"; then echo "ok $n - $name"; else echo "not ok $n - $name"; code=1; fi
done
echo "1..$n"
exit $code
`;
const suite = { name: 'suite', command: 'sh run-tests.sh', timeoutSeconds: 30 };
const oneTask = '# One task\n\n- [ ] 1.1 First thing\n';
const deletes = (path: string, line: string): string =>
  `diff --git a/${path} b/${path}\ndeleted file mode 100644\n--- a/${path}\n+++ /dev/null\n@@ -1 +0,0 @@\n-${line}\n`;

async function make(id: string, plan: Partial<SmallProjectPlan> & { tests?: Record<string, string> } = {}): Promise<SmallProject> {
  const { files, settings, tests = {}, ...rest } = plan;
  const small = await makeSmallProject({
    directory: local.scratch,
    id,
    recordings: { '1.1': [{ patch: creates('one.txt', 'one\n') }] },
    ...rest,
    files: {
      'task_lists.md': oneTask,
      'run-tests.sh': runner,
      'tests/good.sh': 'test ! -e broken.txt\n',
      ...Object.fromEntries(Object.entries(tests).map(([name, text]) => [`tests/${name}.sh`, text])),
      ...files,
    },
    settings: { checks: [suite], ...settings },
  });
  // Open reviews of one customer hold its next tasks.
  small.project.customer = { id, name: id };
  await local.engine.saveProject(small.project);
  return small;
}

async function run({ project }: SmallProject): Promise<ExecutionRow> {
  await local.engine.automate(project.id);
  return untilAtRest(local.engine.pool, project.id);
}

async function storyOf({ project }: SmallProject): Promise<string[]> {
  const events = await readEvents(local.engine.pool, project.id, { after: 0, limit: 10_000 });
  return events.flatMap((event) => (event.type === 'execution-log' ? event.payload.lines : []));
}

const attemptsOf = async (execution: ExecutionRow): Promise<[string, number, string | null][]> =>
  (await readTasks(local.engine.pool, execution.id)).map(({ attempt, key, outcome }) => [key, attempt, outcome]);

const looksAtBase = (story: readonly string[]): number => story.filter((line) => line.startsWith('the same checks run on')).length;

/** Passes from the second time on, wherever it runs. */
const onceWrong = (name: string, wrong: string): string => {
  const seen = join(local.scratch, `seen-${name}`);
  return `if [ -e ${seen} ]; then exit 0; fi; touch ${seen}; ${wrong}`;
};

describe.concurrent('a repository that was red before', () => {
  test('a new failure is caught although the old one stays, and the base is run once', async () => {
    const small = await make('red', {
      tests: { old: 'exit 1\n' },
      files: { 'task_lists.md': '# Three\n\n- [ ] 1.1 First thing\n- [ ] 1.2 Second thing\n- [ ] 1.3 Third thing\n' },
      recordings: {
        '1.1': [{ patch: creates('one.txt', 'one\n') }],
        '1.2': [{ patch: creates('broken.txt', 'x\n') }, { patch: creates('two.txt', 'two\n') }],
        '1.3': [{ patch: creates('three.txt', 'three\n') }],
      },
    });
    const execution = await run(small);
    const story = await storyOf(small);
    expect([execution.status, execution.reason]).toEqual(['completed', null]);
    expect(await attemptsOf(execution)).toEqual([
      ['1.1', 1, 'landed'],
      ['1.2', 2, 'landed'],
      ['1.3', 1, 'landed'],
    ]);
    const blamed = story.find((line) => line.startsWith('a check failed'));
    expect(blamed).toContain('1 test fails that did not fail on the base: good (check suite)');
    expect(story).toContain('1 test fails on the base as well: old (check suite)');
    expect(looksAtBase(story)).toBe(1);
    // The step that ran the checks did what it was to do, and says that the work is not good.
    const events = await readEvents(local.engine.pool, small.project.id, { after: 0, limit: 10_000, type: 'node-update' });
    const found = events.flatMap((event) => (event.type === 'node-update' && event.payload.node.finding ? [event.payload] : []));
    expect(found).toMatchObject([
      {
        taskKey: '1.2',
        node: { node: 'verify', attempt: 1, status: 'completed', failure: null, finding: { code: 'check_failed', place: 'suite' } },
      },
    ]);
  });

  test('nothing lands where the project wants the base mended first', async () => {
    const small = await make('red-strict', { tests: { old: 'exit 1\n' }, settings: { verdict: { preExisting: 'fail' }, maxAttempts: 1 } });
    expect(await run(small)).toMatchObject({ status: 'waiting_for_human', reason: { code: 'check_failed' } });
  });
});

describe.concurrent('what says nothing about the work', () => {
  test('a flaky test does not fail the task', async () => {
    const small = await make('flaky', { tests: { moody: `${onceWrong('moody', 'exit 1')}\n` } });
    const execution = await run(small);
    const story = await storyOf(small);
    expect([execution.status, ...(await attemptsOf(execution))]).toEqual(['completed', ['1.1', 1, 'landed']]);
    expect(story).toContain('1 test failed in one of two runs of the same tree: moody (check suite)');
  });

  test('a check that was killed once speaks by its second run', async () => {
    const small = await make('killed-once', {
      settings: { checks: [{ ...suite, command: onceWrong('killed', 'kill -9 $$') }] },
    });
    const execution = await run(small);
    expect([execution.status, ...(await attemptsOf(execution))]).toEqual(['completed', ['1.1', 1, 'landed']]);
  });

  test.each([
    ['no-program', 'no-such-program --all', 'check_could_not_run'],
    ['killed', 'kill -9 $$', 'check_could_not_run'],
    ['hangs', 'sleep 4712', 'check_timed_out'],
  ] as const)('a check that comes to no verdict never counts as passed and uses no attempt: %s', async (id, command, code) => {
    const small = await make(id, { settings: { checks: [suite, { name: 'odd', command, timeoutSeconds: 1 }] } });
    const execution = await run(small);
    expect([execution.status, execution.reason]).toMatchObject(['waiting_for_human', { code, place: 'odd' }]);
    expect(await attemptsOf(execution)).toEqual([['1.1', 1, 'review']]);
    expect(await git(small.remote, 'rev-parse', 'main')).toBe(small.firstCommit);
    expect(await storyOf(small)).toContain('what failed runs once more on the same tree, in a fresh sandbox');
  });

  test('tests that are gone need a person', async () => {
    const small = await make('vanished', {
      tests: { other: 'exit 0\n' },
      recordings: { '1.1': [{ patch: deletes('tests/good.sh', 'test ! -e broken.txt') }] },
    });
    const execution = await run(small);
    expect([execution.status, execution.reason]).toMatchObject([
      'waiting_for_human',
      { code: 'verification_unclear', why: '1 test ran on the base and no longer does: good (check suite)' },
    ]);
    expect(await attemptsOf(execution)).toEqual([['1.1', 1, 'review']]);
  });
});

describe.concurrent('installing', () => {
  test('that the work broke is blamed on it, and what it kept from running is not run', async () => {
    const small = await make('install', {
      files: {
        '.devteam.yml':
          'version: 1\nchecks:\n  - name: install\n    command: "test ! -e bad.txt"\n  - name: suite\n    command: sh run-tests.sh\n',
      },
      recordings: { '1.1': [{ patch: creates('bad.txt', 'x\n') }, { patch: creates('one.txt', 'one\n') }] },
      settings: { checks: [] },
    });
    const execution = await run(small);
    const story = await storyOf(small);
    expect([execution.status, ...(await attemptsOf(execution))]).toEqual(['completed', ['1.1', 2, 'landed']]);
    expect(story.some((line) => line.startsWith('a check failed') && line.includes('check install'))).toBe(true);
  });

  test('a report of tests may be in a file', async () => {
    const small = await make('report-file', {
      tests: { old: 'exit 1\n' },
      files: { '.devteam.yml': 'version: 1\nchecks:\n  - name: suite\n    command: sh run-tests.sh >report.tap\n    report: report.tap\n' },
      recordings: { '1.1': [{ patch: creates('broken.txt', 'x\n') }] },
      settings: { checks: [], maxAttempts: 1 },
    });
    const { reason } = await run(small);
    expect(reason).toMatchObject({
      code: 'check_failed',
      why: expect.stringContaining('1 test fails that did not fail on the base: good (check suite)'),
    });
  });
});

const withCriteria = (...criteria: string[]): string =>
  `# One task\n\n### 1.1 First thing\n- **Status**: pending\n- **Acceptance Criteria**:\n${criteria.map((text) => `  - ${text}\n`).join('')}`;

describe.concurrent('acceptance criteria', () => {
  const met = [
    'People like it',
    'check: `cat one.txt` passes and prints `^one$`',
    'check: `sh -c "exit 2"` exits 2',
    'check: file `one.txt` exists',
    'check: file `broken.txt` is absent',
    'check: file `one.txt` matches `^on`',
    'check: GET `http://127.0.0.1:48317/one.txt` answers 200 and matches `^one` while `node serve.mjs` runs',
  ];
  const server =
    "import { readFileSync } from 'node:fs';\nimport { createServer } from 'node:http';\ncreateServer((_, answer) => answer.end(readFileSync('one.txt'))).listen(48317, '127.0.0.1');\n";

  test('of all four kinds are looked at on the tree that lands', async () => {
    const small = await make('criteria', { files: { 'task_lists.md': withCriteria(...met), 'serve.mjs': server } });
    const execution = await run(small);
    const story = await storyOf(small);
    expect([execution.status, execution.reason]).toEqual(['completed', null]);
    expect(story.filter((line) => /^criterion .* is met/.test(line))).toHaveLength(met.length - 1);
  });

  test('that are not met fail the work, and the next attempt is told', async () => {
    const small = await make('criteria-not-met', {
      files: { 'task_lists.md': withCriteria('check: file `two.txt` exists') },
      recordings: { '1.1': [{ patch: creates('one.txt', 'one\n') }, { patch: creates('two.txt', 'two\n') }] },
    });
    const execution = await run(small);
    expect([execution.status, ...(await attemptsOf(execution))]).toEqual(['completed', ['1.1', 2, 'landed']]);
    const events = await readEvents(local.engine.pool, small.project.id, { after: 0, limit: 10_000 });
    const failures = events.flatMap((event) => (event.type === 'task-update' ? (event.payload.task.failure ?? []) : []));
    expect(failures).toContainEqual(
      expect.objectContaining({ code: 'criteria_not_met', class: 'work', why: 'check: file `two.txt` exists: two.txt is not there' }),
    );
  });

  test('that nobody understands, and servers that do not answer: a person is asked, or the work is blamed', async () => {
    const odd = await make('criteria-odd', { files: { 'task_lists.md': withCriteria('check: it is fast') } });
    expect(await run(odd)).toMatchObject({ status: 'waiting_for_human', reason: { code: 'verification_unclear' } });
    const down = await make('criteria-down', {
      files: { 'task_lists.md': withCriteria('check: GET `http://127.0.0.1:48318/` answers 200 while `echo no; exit 1` runs') },
      settings: { maxAttempts: 1 },
    });
    expect(await run(down)).toMatchObject({
      reason: { code: 'criteria_not_met', why: expect.stringContaining('the server ended') },
    });
  });
});

describe.concurrent('work that changed nothing', () => {
  const nothing = { '1.1': [{ patch: '' }] };

  test('is done if all criteria can be checked and hold', async () => {
    const small = await make('already', {
      files: { 'task_lists.md': withCriteria('check: file `run-tests.sh` exists') },
      recordings: nothing,
    });
    const execution = await run(small);
    expect([execution.status, ...(await attemptsOf(execution))]).toEqual(['completed', ['1.1', 1, 'landed']]);
    expect(await git(small.remote, 'diff', '--name-only', small.firstCommit, 'main')).toBe('task_lists.md');
    expect((await findTaskList(local.engine.pool, small.project.id))?.completed).toBe(1);
  });

  test.each([
    ['not-met', ['check: file `two.txt` exists'], 'nothing was changed, and not all criteria hold'],
    ['a-sentence', ['check: file `run-tests.sh` exists', 'People like it'], 'the executor ended without changing a file'],
  ])('is a result of its own if they do not: %s', async (id, criteria, why) => {
    const small = await make(`nothing-${id}`, {
      files: { 'task_lists.md': withCriteria(...criteria) },
      recordings: nothing,
      settings: { maxAttempts: 1 },
    });
    const execution = await run(small);
    expect([execution.status, execution.reason]).toMatchObject(['waiting_for_human', { code: 'no_change', why }]);
    expect(await attemptsOf(execution)).toEqual([['1.1', 1, 'review']]);
  });
});
