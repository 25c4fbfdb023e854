import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExecutorConformanceSubject, type Scenario, executorConformance } from './executor.conformance.ts';
import { type ExecutorRequest, type Workplace, executors, getExecutor } from './index.ts';

const replay = getExecutor('replay');
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'devteam-replay-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const newDirectory = () => mkdtemp(join(root, 'place-'));
const workplaceAt = (directory: string): Workplace => ({
  directory,
  run: () => Promise.reject(new Error('replay runs nothing in the sandbox')),
});

async function files(tree: Readonly<Record<string, string>>): Promise<string> {
  const directory = await newDirectory();
  for (const [path, text] of Object.entries(tree)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  return directory;
}

const edit = (path: string, from: string, to: string) =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-${from}\n+${to}\n`;
const create = (path: string, text: string) =>
  `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${text}\n`;
const helloWorld = edit('hello.txt', 'hello', 'hello, world');

const scenarios: Record<Scenario, Record<string, string>> = {
  edits: {
    '1/1.patch': helloWorld + create('docs/note.txt', 'noted'),
    '1/1.json': '{"stdout": "Reading hello.txt\\nWriting hello.txt\\n"}',
  },
  'takes long': { '1/1.patch': helloWorld, '1/1.json': '{"delaySeconds": 30}' },
  fails: { '1/1.patch': helloWorld, '1/1.json': '{"exitCode": 2, "stderr": "no idea\\n"}' },
  'reaches outside': { '1/1.patch': helloWorld + create('../outside.txt', 'out') },
};

const subject: ExecutorConformanceSubject = {
  executor: replay,
  openWorkplace: (directory) => Promise.resolve(workplaceAt(directory)),
  newDirectory,
  arrange: async (scenario) => ({ taskKey: '1', taskId: '1', settings: { recordings: await files(scenarios[scenario]) } }),
};

describe.concurrent('the replay executor conforms', () => {
  test.for(executorConformance)('$name', async ({ run }) => {
    await expect(run(subject)).resolves.toBeUndefined();
  });
});

async function execute(recordings: Readonly<Record<string, string>>, changed: Partial<ExecutorRequest> = {}) {
  const directory = await files({ 'hello.txt': 'hello\n' });
  const lines: string[] = [];
  const outcome = await replay.execute({
    taskKey: '1.3',
    taskId: '1.3',
    attempt: 1,
    prompt: '',
    workplace: workplaceAt(directory),
    timeoutSeconds: 10,
    signal: new AbortController().signal,
    onOutput: (stream, text) => lines.push(`${stream}: ${text}`),
    settings: { recordings: await files(recordings) },
    ...changed,
  });
  return { outcome, lines, directory, hello: await readFile(join(directory, 'hello.txt'), 'utf8') };
}

test('a file that is not UTF-8 comes out byte for byte', async () => {
  const bytes = Buffer.from([0xe4, 0x20, 0xff, 0x81, 0x0a]);
  const head = 'diff --git a/old.txt b/old.txt\nnew file mode 100644\n--- /dev/null\n+++ b/old.txt\n@@ -0,0 +1 @@\n+';
  const recordings = await files({ '1.3/0.patch': '' });
  await writeFile(join(recordings, '1.3', '1.patch'), Buffer.concat([Buffer.from(head), bytes]));
  for (const speed of [0, 1]) {
    const { directory, outcome } = await execute({}, { settings: { recordings, speed } });
    expect(outcome.failure).toBeNull();
    expect(await readFile(join(directory, 'old.txt'))).toEqual(bytes);
  }
});

describe('which recording is played', () => {
  const two = { '1.3/1.patch': edit('hello.txt', 'hello', 'one'), '1.3/2.patch': edit('hello.txt', 'hello', 'two') };

  test('that of the attempt, and after the last the last again', async () => {
    const texts = [];
    for (const attempt of [1, 2, 3, 12]) texts.push((await execute(two, { attempt })).hello);
    expect(texts).toEqual(['one\n', 'two\n', 'two\n', 'two\n']);
  });

  test('10 comes after 9, and files of other names are none', async () => {
    const recordings = { ...two, '1.3/10.patch': edit('hello.txt', 'hello', 'ten'), '1.3/11.patch.orig': '', '1.3/x.patch': '' };
    expect((await execute(recordings, { attempt: 11 })).hello).toBe('ten\n');
  });

  test('a task without an id is found by its key', async () => {
    expect((await execute({ '@2.1/1.patch': helloWorld }, { taskId: null, taskKey: '@2.1' })).hello).toBe('hello, world\n');
  });

  test('an id cannot lead out of the folder of recordings', async () => {
    for (const taskId of ['../1.3', '..', '.', '1.3/../1.3', '', '1.3\0']) {
      const { outcome } = await execute(two, { taskId });
      expect(outcome.failure?.code).toBe('recording_missing');
    }
    expect((await execute({ 'ABC_12/1.patch': helloWorld }, { taskId: 'ABC/12' })).hello).toBe('hello, world\n');
  });

  test('none at all is said, with those that there are', async () => {
    const { outcome } = await execute(two, { taskId: '9.9' });
    expect(outcome).toMatchObject({ ended: 'failed', exitCode: null, failure: { code: 'recording_missing', evidence: 'there are: 1.3' } });
    const later = await execute({ '1.3/2.patch': helloWorld });
    expect(later.outcome.failure).toMatchObject({ code: 'recording_missing', evidence: 'there are: 2.patch' });
    const nowhere = await execute({}, { settings: { recordings: '/nowhere/at/all' } });
    expect(nowhere.outcome.failure).toMatchObject({ code: 'recording_missing', evidence: 'there is no folder /nowhere/at/all' });
  });
});

describe('what is played', () => {
  test('says everywhere that it is a replay', async () => {
    expect([replay.name, replay.label]).toEqual(['replay', 'replay: recorded changes, no model']);
    const { outcome } = await execute({
      '1.3/1.patch': helloWorld + create('b.txt', 'b'),
      '1.3/1.json': '{"usage": {"inputTokens": 12, "outputTokens": 3, "model": "gpt-5"}}',
    });
    expect(outcome.summary).toBe('Replayed the recorded change 1.3/1.patch, no model was asked: hello.txt, b.txt.');
    expect(outcome.usage).toEqual({ inputTokens: 12, outputTokens: 3, model: 'replay of gpt-5' });
    expect((await execute({ '1.3/1.patch': helloWorld })).outcome.usage).toEqual({ inputTokens: 0, outputTokens: 0, model: 'replay' });
  });

  test('an empty patch changes nothing and is no failure of the executor', async () => {
    const { outcome, hello } = await execute({ '1.3/1.patch': '\n' });
    expect([outcome.ended, outcome.summary, hello]).toEqual([
      'finished',
      'Replayed the recorded change 1.3/1.patch, no model was asked: no file.',
      'hello\n',
    ]);
  });

  test('an exit code other than 0 is a failure, with the patch applied', async () => {
    const { outcome, hello } = await execute({ '1.3/1.patch': helloWorld, '1.3/1.json': '{"exitCode": 2, "stderr": "model gave up\\n"}' });
    expect(outcome).toMatchObject({ ended: 'failed', exitCode: 2, failure: { code: 'executor_failed', evidence: 'model gave up' } });
    expect(hello).toBe('hello, world\n');
  });

  test('lines come spread over the delay, which speed divides', async () => {
    const recordings = { '1.3/1.patch': helloWorld, '1.3/1.json': '{"delaySeconds": 4, "stdout": "a\\nb\\n", "stderr": "c\\n"}' };
    const settings = { recordings: await files(recordings), speed: 10 };
    const times: number[] = [];
    const startedAt = performance.now();
    const { outcome } = await execute(recordings, { settings, onOutput: () => times.push(performance.now() - startedAt) });
    expect(times.map((time) => Math.floor((time + 15) / 133.4))).toEqual([1, 2, 3]);
    expect(outcome.transcriptTail).toBe('a\nb\nc');
    const quick = await execute(recordings, { settings: { ...settings, speed: 0 }, timeoutSeconds: 0.3 });
    expect(quick.outcome.ended).toBe('finished');
    expect(quick.lines).toEqual(['stdout: a', 'stdout: b', 'stderr: c']);
  });
});

test('an abort between two lines stops it, also without any waiting', async () => {
  const recordings = { '1.3/1.patch': helloWorld, '1.3/1.json': '{"stdout": "a\\nb\\n"}' };
  const controller = new AbortController();
  const { outcome, hello } = await execute(recordings, { signal: controller.signal, onOutput: () => controller.abort() });
  expect([outcome.ended, outcome.transcriptTail, hello]).toEqual(['canceled', 'a', 'hello\n']);
});

describe('what does not fit', () => {
  test.for([
    ['at once', {}],
    ['before any waiting', { '1.3/1.json': '{"delaySeconds": 30, "stdout": "Writing new.txt\\n"}' }],
  ] as const)('is refused as a whole %s, in the words of git', async ([, told]) => {
    const patch = create('new.txt', 'x') + edit('other.txt', 'other', 'x') + edit('hello.txt', 'goodbye', 'x');
    const directory = await files({ 'hello.txt': 'hello\n', 'other.txt': 'other\n' });
    const { outcome, lines } = await execute({ '1.3/1.patch': patch, ...told }, { workplace: workplaceAt(directory) });
    expect(outcome).toMatchObject({ ended: 'failed', summary: null, failure: { code: 'recording_does_not_apply' } });
    expect(outcome.failure?.why).toBe('git apply refuses 1.3/1.patch');
    expect(outcome.failure?.evidence).toMatch(/patch failed: hello.txt:1/);
    expect(lines).toEqual([]);
    expect((await readdir(directory)).toSorted()).toEqual(['hello.txt', 'other.txt']);
    for (const name of ['hello', 'other']) expect(await readFile(join(directory, `${name}.txt`), 'utf8')).toBe(`${name}\n`);
  });

  test.for([
    ['.git/hooks/x', /invalid path '.git\/hooks\/x'/],
    ['sub/../../x', /invalid path/],
    ['/tmp/x', /invalid path/],
  ] as const)('%s as a path is refused', async ([path, said]) => {
    const { outcome, directory } = await execute({ '1.3/1.patch': create('fine.txt', 'x') + create(path, 'x') });
    expect(outcome.failure?.evidence).toMatch(said);
    expect(await readdir(directory)).toEqual(['hello.txt']);
  });

  test('a path beyond a link is refused, also if the patch makes the link', async () => {
    const link = 'diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+..\n\\ No newline at end of file\n';
    const { outcome, directory } = await execute({ '1.3/1.patch': link + create('l/x', 'x') });
    expect(outcome.failure?.evidence).toMatch(/beyond a symbolic link/);
    expect(await readdir(directory)).toEqual(['hello.txt']);
  });

  test.for([
    ['{"delay": 1}', /the field delay is unknown; there are delaySeconds/],
    ['{"delaySeconds": "1"}', /the field delaySeconds must be a number from 0 to 86400, not "1"/],
    ['{"exitCode": 1.5}', /the field exitCode must be a whole number from 0 to 255, not 1.5/],
    ['{"stdout": null}', /the field stdout must be a text, not null/],
    ['{"usage": []}', /the field usage must be an object/],
    ['{"usage": {"inputTokens": 1, "model": "m"}}', /the field usage.outputTokens is missing/],
    ['{"usage": {"inputTokens": -1}}', /the field usage.inputTokens must be a whole number/],
    ['{"__proto__": {}}', /the field __proto__ is unknown/],
    ['[]', /it is not an object/],
    ['{', /it is not JSON/],
  ] as const)('%s as a recording names the file and the field', async ([json, said]) => {
    const { outcome, hello } = await execute({ '1.3/1.patch': helloWorld, '1.3/1.json': json });
    expect(outcome.failure?.code).toBe('recording_invalid');
    expect(outcome.failure?.why).toMatch(said);
    expect(outcome.failure?.why).toMatch(/1\.3\/1\.json/);
    expect(hello).toBe('hello\n');
  });

  test.for([
    [{}, 'recording_missing', /setting recordings is not given/],
    [{ recordings: 'relative' }, 'recording_invalid', /setting recordings must be an absolute path/],
    [{ recordings: '/x', speed: '2' }, 'recording_invalid', /setting speed must be a number/],
  ] as const)('settings %j are refused', async ([settings, code, said]) => {
    const { outcome } = await execute({}, { settings });
    expect(outcome.failure?.code).toBe(code);
    expect(outcome.failure?.why).toMatch(said);
  });
});

test('changes that git itself made come out byte for byte: renames, modes, binary, no final newline', async () => {
  const directory = await files({
    'old name.txt': 'same\nlines\nhere\n',
    'run.sh': '#!/bin/sh\n',
    'data.bin': '\0\u0001binary',
    crlf: 'a\r\nb\r\n',
  });
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', directory, '-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], { encoding: 'utf8' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'first');
  git('mv', 'old name.txt', 'nëw.txt');
  await writeFile(join(directory, 'data.bin'), '\0\u0002other');
  await writeFile(join(directory, 'crlf'), 'a\r\nc');
  git('add', '-A');
  git('update-index', '--chmod=+x', 'run.sh');
  const patch = git('diff', '--cached', '--binary');
  git('reset', '-q', '--hard');
  await rm(join(directory, '.git'), { recursive: true });
  const { outcome } = await execute({ '1.3/1.patch': patch }, { workplace: workplaceAt(directory) });
  expect(outcome.failure).toBeNull();
  expect(outcome.summary).toMatch(/: crlf, data\.bin, nëw\.txt, run\.sh\.$/);
  expect((await readdir(directory)).toSorted()).toEqual(['crlf', 'data.bin', 'nëw.txt', 'run.sh']);
  expect(await readFile(join(directory, 'crlf'), 'utf8')).toBe('a\r\nc');
  expect(await readFile(join(directory, 'data.bin'), 'utf8')).toBe('\0\u0002other');
});

describe('executors by name', () => {
  test('are found, and an unknown name is refused, naming the known ones', () => {
    expect(Object.keys(executors)).toEqual(['acp', 'aider', 'codex', 'replay']);
    for (const name of ['cursor', 'constructor']) {
      expect(() => getExecutor(name)).toThrow(
        expect.objectContaining({ code: 'executor_unknown', message: expect.stringContaining('there are: acp, aider, codex, replay') }),
      );
    }
  });
});
