import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { chmod, cp, lstat, mkdtemp, readFile, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { replaceFile } from './list-file.ts';
import { CheckJson, InjectJson, ListJson, MergeJson, RefusedJson, SetJson, ShowJson } from './testing/tasks-json.ts';
import { tasks } from './testing/tasks-console.ts';

const samples = globSync(join(import.meta.dirname, '../../../../packages/task-list/fixtures/*.md'))
  .filter((path) => /\d{3}\.md$/.test(path))
  .toSorted();

const plan = `# Shop

## 1. Foundation
### 1.1 Build it
- **Status**: completed

### 1.2 Ship it 🚢
- **Status**: pending
- **Dependencies**: 1.1

## 2. Payment
### 2.1 Pay by card
- **Description**: Cards first.
- **Acceptance Criteria**:
  - A card can be charged
- **Priority**: high
- **Status**: pending
- **Dependencies**: 1.2
- **Estimated Duration**: 90 minutes
`;

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'devteam-tasks-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  file = join(folder, 'task_lists.md');
  await writeFile(file, plan);
});

const content = (): Promise<string> => readFile(file, 'utf8');
const json = async (...words: string[]): Promise<unknown> => JSON.parse((await tasks([...words, '--json'])).stdout);

test('there are thirty samples', () => {
  expect(samples).toHaveLength(30);
});

describe.each(samples.map((path) => [basename(path), path]))('%s', (_name, path) => {
  test('list, check and show have the shapes that are written down', async () => {
    const list = ListJson.parse(await json('list', path));
    expect(list.file).toBe(path);
    const { exitCode, stdout } = await tasks(['check', path, '--json']);
    const check = CheckJson.parse(JSON.parse(stdout));
    expect(exitCode).toBe(check.ok ? 0 : 1);
    expect(check).toMatchObject({ dialect: list.dialect, counts: list.counts, diagnostics: list.diagnostics });
    const [first] = list.tasks;
    const shown = await json('show', path, first?.key ?? 'none');
    expect(first ? ShowJson.parse(shown).task : RefusedJson.parse(shown).error.code).toEqual(first ?? 'E132');
    expect((await tasks(['list', path])).stdout.split('\n')).toHaveLength(list.tasks.length + 1);
  });

  test('set and inject have them, and leave the file as it is with --dry-run', async () => {
    const copy = join(folder, basename(path));
    await cp(path, copy);
    const before = await readFile(copy);
    const list = ListJson.parse(await json('list', copy));
    const open = list.tasks.find(({ children, status }) => status === 'pending' && children.length === 0);
    const target = open?.key ?? list.tasks[0]?.key ?? 'none';
    const set = await tasks(['set', copy, target, 'completed', '--dry-run', '--json']);
    (set.exitCode === 0 ? SetJson : RefusedJson).parse(JSON.parse(set.stdout));
    const inject = await tasks(['inject', copy, '--before', target, '--title', 'Something new', '--dry-run', '--json']);
    (inject.exitCode === 0 ? InjectJson : RefusedJson).parse(JSON.parse(inject.stdout));
    expect([0, 3]).toContain(set.exitCode);
    expect(await readFile(copy)).toEqual(before);
  });
});

describe('list', () => {
  test('has a line for each task, and says on standard error how far it is', async () => {
    const { exitCode, stderr, stdout } = await tasks(['list', file]);
    expect(stdout).toBe('1.1  completed  Build it\n1.2  pending    Ship it 🚢\n2.1  pending    Pay by card\n');
    expect(stderr).toContain('1 of 3 tasks closed, next: 1.2, about 3 h left');
    expect(exitCode).toBe(0);
  });

  test('indents sub-tasks', async () => {
    await writeFile(file, '- [ ] 1.0 Parent\n  - [x] 1.1 Child\n- [ ] 2.0 Other\n');
    expect((await tasks(['list', file])).stdout).toBe('1.0    pending    Parent\n  1.1  completed  Child\n2.0    pending    Other\n');
  });

  test('says of a file that is not there or not a list that nothing was read, and ends with 4', async () => {
    const missing = await tasks(['list', join(folder, 'no.md')]);
    expect(missing).toMatchObject({ exitCode: 4, stdout: '' });
    expect(missing.stderr).toContain('no.md:1:1: E001: there is no file');
    await writeFile(file, 'a\0b');
    expect((await tasks(['list', file])).exitCode).toBe(4);
    expect(ListJson.parse(await json('list', file)).diagnostics[0]?.code).toBe('E002');
    expect(RefusedJson.parse(await json('show', file, '1')).error.code).toBe('E002');
    expect((await tasks(['set', file, '1', 'done'])).exitCode).toBe(4);
    expect((await tasks(['check', file])).exitCode).toBe(4);
  });

  test('says why a file cannot be opened', async () => {
    expect((await tasks(['list', folder])).stderr).toContain('cannot be opened (illegal operation on a directory)');
    expect((await tasks(['list', join(file, 'below')])).stderr).toContain('E001');
    expect(await tasks(['check', join(folder, 'x'.repeat(300)), '--json'])).toMatchObject({ exitCode: 4 });
  });

  test('prints nothing that a terminal would act on', async () => {
    await writeFile(file, '- [ ] 1.1 red \u001B[31malert\u202E txt.exe\n- [ ] 1.2 b\n');
    const { stderr, stdout } = await tasks(['list', file], { isTerminal: true });
    for (const harm of ['\u001B[31malert', '\u202E']) expect(stdout + stderr).not.toContain(harm);
    expect((await tasks(['list', file, '--json'])).stdout).not.toContain('\u202E');
  });
});

describe('show', () => {
  test('tells all that is known of a task', async () => {
    const { exitCode, stdout } = await tasks(['show', file, '2.1']);
    expect(exitCode).toBe(0);
    for (const part of [
      '2.1 Pay by card',
      'pending',
      'not yet; it waits for 1.2',
      `${file}:12:5`,
      'Payment',
      '- A card can be charged',
      '1 h 30 min',
    ])
      expect(stdout).toContain(part);
  });

  test('refuses a key that is not there with what was probably meant, and ends with 3', async () => {
    const { exitCode, stderr, stdout } = await tasks(['show', file, '2.9']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('E132: no task "2.9" in this list; did you mean 2.1?');
    expect(RefusedJson.parse(await json('show', file, '2.9')).error.code).toBe('E132');
  });
});

describe('set', () => {
  test('changes the status and nothing else, and shows what', async () => {
    const { exitCode, stderr, stdout } = await tasks(['set', file, '1.2', 'active']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe('1.2 Ship it 🚢: pending → active\n');
    expect(stderr).toContain('-- **Status**: pending\n+- **Status**: active\n');
    expect(await content()).toBe(plan.replace('🚢\n- **Status**: pending', '🚢\n- **Status**: active'));
  });

  test('completes a task with time, duration and summary', async () => {
    await tasks(['set', file, '1.2', 'done', '--actual', '1h5m', '--summary', 'It is out.']);
    expect(await content()).toContain(
      '- **Status**: completed\n- **Dependencies**: 1.1\n- **Actual Duration**: 1 hour 5 minutes\n- **Completed**: 2026-11-22T10:30:00Z\n- **Execution Summary**: It is out.\n',
    );
    await tasks(['set', file, '2.1', 'completed', '--at', '2026-11-23T08:00:00+01:00']);
    expect(await content()).toContain('2026-11-23T07:00:00Z');
  });

  test('tells the parents that it closes, and each edit, as JSON', async () => {
    await writeFile(file, '- [ ] 1.0 Parent\n  - [x] 1.1 Done\n  - [ ] 1.2 Last\n');
    expect(SetJson.parse(await json('set', file, '1.2', 'completed'))).toEqual({
      changed: true,
      key: '1.2',
      status: 'completed',
      closed: ['1.0'],
      edits: [
        { offset: 3, length: 1, text: 'x' },
        { offset: 39, length: 1, text: 'x' },
      ],
      diagnostics: [],
    });
    expect(SetJson.parse(await json('set', file, '1.2', 'completed'))).toMatchObject({ changed: false, edits: [] });
  });

  test('writes nothing where no byte changes', async () => {
    const before = await stat(file, { bigint: true });
    const { stdout } = await tasks(['set', file, '1.2', 'pending']);
    expect(stdout).toBe('1.2 Ship it 🚢: pending already\n');
    const after = await stat(file, { bigint: true });
    expect([after.mtimeNs, after.ino]).toEqual([before.mtimeNs, before.ino]);
  });

  test('with --dry-run prints a diff and writes nothing', async () => {
    const { stdout } = await tasks(['set', file, '1.2', 'blocked', '--detail', 'no key', '--dry-run']);
    expect(stdout).toMatch(/^--- a\/.*task_lists\.md\n\+\+\+ b\/.*\n@@ -5,7 \+5,7 @@\n/);
    expect(stdout).toContain('+- **Status**: blocked — no key\n');
    expect(await content()).toBe(plan);
  });

  test('keeps the mode of the file, leaves no other file, and writes through a link', async () => {
    await chmod(file, 0o640);
    const link = join(folder, 'link.md');
    await rm(link, { force: true });
    await symlink(file, link);
    await tasks(['set', link, '1.2', 'active']);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await content()).toContain('active');
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test.each([
    [['1.2', 'frobnicated'], 'there is no status «frobnicated»'],
    [['1.2', 'pendign'], 'did you mean pending?'],
    [['1.2', 'active', '--summary', 'x'], '--summary is for completed tasks'],
    [['1.2', 'completed', '--detail', 'x'], 'no --detail'],
    [['1.2', 'completed', '--actual', 'a while'], 'no duration'],
    [['1.2'], "missing required argument 'status'"],
  ])('%j is wrong usage', async (words, why) => {
    const { exitCode, stderr } = await tasks(['set', file, ...words]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(why);
    expect(await content()).toBe(plan);
  });

  test.each<[string, string, string, string[]]>([
    ['a duplicate', 'E101', '- [ ] T001 a\n- [ ] T001 b\n- [ ] T002 c\n', ['T001', 'completed']],
    ['no place', 'E130', '> - [ ] 1.1 a\n> - [ ] 1.2 b\n', ['1.1', 'error']],
    ['no task', 'E132', plan, ['9', 'completed']],
    ['a file of another tool', 'E133', '---\nid: task-1\nstatus: To Do\n---\n# A\n', ['task-1', 'completed']],
    ['hidden text', 'E140', plan, ['1.2', 'blocked', '--detail', 'a <!-- b']],
  ])('%s is refused with 3', async (_name, code, text, words) => {
    await writeFile(file, text);
    expect(await tasks(['set', file, ...words])).toMatchObject({
      exitCode: 3,
      stdout: '',
      stderr: expect.stringContaining(`: ${code}: `) as unknown,
    });
    expect(RefusedJson.parse(await json('set', file, ...words)).error.code).toBe(code);
    expect(await content()).toBe(text);
  });
});

describe('inject', () => {
  test('puts a task in and prints its id', async () => {
    const { exitCode, stdout } = await tasks(
      ['inject', file, '--after', '1.1', '--title', 'Sign it', '--criterion', 'It is signed', '--criterion', 'So is the tag'].concat([
        '--level',
        'high',
        '--estimate',
        '2h',
        '--depends',
        '1.1,1.2',
        '--description',
        'With the key.',
      ]),
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '1.1.5\n' });
    const task = ShowJson.parse(await json('show', file, '1.1.5')).task;
    expect(task).toMatchObject({
      title: 'Sign it',
      description: 'With the key.',
      acceptanceCriteria: ['It is signed', 'So is the tag'],
      priority: 'high',
      estimatedDuration: 120,
      dependencies: ['1.1', '1.2'],
      injection: { type: 'positional', at: '2026-11-22T10:30:00Z' },
    });
  });

  test.each<[string[], string, string]>([
    [['--priority', '--reason', 'urgent', '--by', 'ana'], '1.1.5', 'priority'],
    [['--replace', '2.1'], '2.2', 'replace'],
    [['--before', '2.1'], '2.0.5', 'positional'],
    [['--position', '1.1.3'], '1.1.3', 'positional'],
    [['--after', '2.1', '--id', '2.7'], '2.7', 'positional'],
  ])('%j', async (words, id, type) => {
    const found = InjectJson.parse(await json('inject', file, ...words, '--title', 'New', '--dry-run'));
    expect(found).toMatchObject({ changed: true, id, key: id, type });
    expect(await content()).toBe(plan);
  });

  test('has no id in a list without ids', async () => {
    await writeFile(file, '- [ ] a\n- [ ] b\n');
    expect(InjectJson.parse(await json('inject', file, '--after', '@1', '--title', 'New'))).toMatchObject({ id: null, key: '@2' });
    expect((await tasks(['inject', file, '--after', '@1', '--title', 'Newer'])).stdout).toBe('@2\n');
  });

  test.each([
    [[], 'there is no place'],
    [['--priority', '--before', '1.1'], 'several places'],
    [['--priority', '--depends', '1.1,,2'], 'ids with commas between'],
    [['--priority', '--level', 'urgent'], 'Allowed choices are low, medium, high, critical'],
  ])('%j is wrong usage', async (words, why) => {
    const { exitCode, stderr } = await tasks(['inject', file, '--title', 'New', ...words]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(why);
  });

  test('an id that is in use is refused with one that is free', async () => {
    const { error } = RefusedJson.parse(await json('inject', file, '--after', '1.1', '--id', '2.1', '--title', 'New'));
    expect(error).toMatchObject({ code: 'E141', found: '2.1', expected: '1.1.5' });
  });
});

describe('check', () => {
  const faulty = '### 1.1 Build 🎉 it\n- **Status**: pending\n- **Priority**: whenever\n- **Dependencies**: 1.9\n';

  test('prints lines that an editor can open, on standard error, and ends with 1 for errors only', async () => {
    await writeFile(file, faulty);
    const { exitCode, stderr, stdout } = await tasks(['check', file]);
    expect(exitCode).toBe(1);
    expect(stderr.split('\n')).toContain(
      `${file}:3:17: W251: Priority of 1.1 is "whenever"; expected low, medium, high or critical; the default counts`,
    );
    expect(stdout).toContain('1 error, 1 warning, 1 note');
    await writeFile(file, faulty.replace('1.9', 'none'));
    expect((await tasks(['check', file])).exitCode).toBe(0);
  });

  test('on a terminal quotes the line and underlines the place', async () => {
    await writeFile(file, faulty.replace('Build', 'Build 任务'));
    const { stderr } = await tasks(['check', file], { isTerminal: true });
    const lines = stripVTControlCharacters(stderr).split('\n');
    expect(stderr).toContain('\u001B[31mE110:');
    const at = lines.findIndex((line) => line.includes(': E110: '));
    expect(lines.slice(at + 1, at + 4)).toEqual([
      '  4 | - **Dependencies**: 1.9',
      '    |                     ^^^',
      '  Correct the id, or remove it from the Dependencies.',
    ]);
    const head = lines.findIndex((line) => line.includes(': N310: '));
    expect(lines.slice(head + 1, head + 3)).toEqual(['  1 | ### 1.1 Build 任务 🎉 it', '    |     ^^^^^^^^^^^^^^^^^^^^']);
    for (const line of lines.filter((one) => / \| /.test(one))) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('keeps the place of a long line on the screen', async () => {
    await writeFile(
      file,
      `### 1.1 a\n- **Status**: pending\n- **Dependencies**: ${Array.from({ length: 40 }, () => '1.1').join(', ')}, 1.9\n`,
    );
    const { stderr } = await tasks(['check', file], { isTerminal: true });
    const lines = stripVTControlCharacters(stderr).split('\n');
    const at = lines.findIndex((line) => line.includes(': E110: '));
    expect(lines[at + 1]).toMatch(/^ {2}3 \| ….*, 1\.9$/);
    expect(lines[at + 2]?.indexOf('^')).toBe(lines[at + 1]?.lastIndexOf('1.9'));
  });
});

describe('merge', () => {
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  const versions = async (ours: string, theirs: string): Promise<[string, string, string]> => [
    await write('base.md', plan),
    await write('ours.md', ours),
    await write('theirs.md', theirs),
  ];
  const ticked = plan.replace('🚢\n- **Status**: pending', '🚢\n- **Status**: completed');
  const edited = plan.replace('Cards first.', 'Cards and vouchers.').replace('Ship it 🚢', 'Ship it 🚢 today');

  test('prints the list with the changes of both', async () => {
    const paths = await versions(ticked, edited);
    const both = edited.replace('today\n- **Status**: pending', 'today\n- **Status**: completed');
    expect(await tasks(['merge', ...paths])).toEqual({ exitCode: 0, stdout: both, stderr: '' });
    expect(MergeJson.parse(await json('merge', ...paths))).toEqual({
      clean: true,
      outcomes: [{ op: 'setStatus', key: '1.2', outcome: 'applied', diagnostics: [] }],
      text: both,
    });
    expect(await readFile(paths[1], 'utf8')).toBe(ticked);
    expect(await tasks(['merge', ...paths, '--write'])).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await readFile(paths[1], 'utf8')).toBe(both);
  });

  test('says where theirs won, and is still clean', async () => {
    const paths = await versions(ticked, plan.replace('🚢\n- **Status**: pending', '🚢\n- **Status**: blocked'));
    const { exitCode, stderr } = await tasks(['merge', ...paths]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/ours\.md:7:5: W240: 1\.2 was set to blocked meanwhile/);
  });

  test('ends with 1 and writes nothing where a change of ours is refused or is no operation', async () => {
    const other = plan.replace('Ship it 🚢', 'Paint the fence');
    const refused = await versions(ticked, other);
    expect(await tasks(['merge', ...refused, '--write'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('W231') as unknown,
    });
    expect(await readFile(refused[1], 'utf8')).toBe(ticked);
    expect(MergeJson.parse(await json('merge', ...refused))).toMatchObject({
      clean: false,
      outcomes: [{ outcome: 'refused' }],
      text: other,
    });

    const prose = await versions(plan.replace('# Shop', '# Shop\n\nA new paragraph.'), edited);
    expect(await tasks(['merge', ...prose])).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('W244') as unknown });
    expect(RefusedJson.parse(await json('merge', ...prose)).error.code).toBe('W244');
  });

  test('ends with 4 for a version that is missing or cannot be read', async () => {
    const [base, ours] = await versions(ticked, edited);
    expect((await tasks(['merge', base, ours, join(folder, 'no.md')])).exitCode).toBe(4);
    expect((await tasks(['merge', base, ours, await write('nul.md', 'a\0')])).exitCode).toBe(4);
  });

  test('keeps bytes that are not UTF-8, in JSON as base64', async () => {
    const broken = Buffer.concat([Buffer.from(edited), Buffer.from([0xff, 0x0a])]);
    const paths = await versions(ticked, '');
    await writeFile(paths[2], broken);
    const merged = MergeJson.parse(await json('merge', ...paths));
    expect('base64' in merged && Buffer.from(merged.base64, 'base64').subarray(-2)).toEqual(Buffer.from([0xff, 0x0a]));
  });
});

test('a file that somebody changed meanwhile is not overwritten', async () => {
  expect(await replaceFile(file, Buffer.from('what was read'), Buffer.from('new'))).toBe(false);
  expect(await content()).toBe(plan);
  expect(await replaceFile(file, Buffer.from(plan), Buffer.from('new'))).toBe(true);
  expect(await content()).toBe('new');
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('a file that cannot be written says so, one with a long name can be', async () => {
  await expect(replaceFile(join(folder, 'gone.md'), Buffer.from(''), Buffer.from(''))).rejects.toThrow(
    'gone.md cannot be written: no such file',
  );
  const long = join(folder, `${'x'.repeat(250)}.md`);
  await writeFile(long, plan);
  expect((await tasks(['set', long, '1.2', 'active'])).exitCode).toBe(0);
});

test('many who write at once all get their change in', async () => {
  const count = 12;
  await writeFile(file, Array.from({ length: count }, (_, at) => `- [ ] 1.${at + 1} Task\n`).join(''));
  await Promise.all(Array.from({ length: count }, (_, at) => tasks(['set', file, `1.${at + 1}`, 'completed'])));
  expect(await content()).toBe(Array.from({ length: count }, (_, at) => `- [x] 1.${at + 1} Task\n`).join(''));
});

test('what a writer left that died keeps nobody out', async () => {
  expect(await replaceFile(file, Buffer.from(plan), Buffer.from(plan))).toBe(true);
  const left = join(folder, `.devteam-${createHash('sha256').update('task_lists.md').digest('hex').slice(0, 16)}.tmp`);
  await writeFile(left, 'half a lis');
  await utimes(left, 0, 0);
  expect(await replaceFile(file, Buffer.from(plan), Buffer.from('new'))).toBe(true);
  expect([await content(), existsSync(left)]).toEqual(['new', false]);
});
