import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptsBeforeReview, loadExamples, type Example, type RecordedAttempt } from './examples.ts';

/** Nothing of the test runner's own environment reaches the customers' checks. */
const environment = {
  PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
  HOME: process.env['HOME'] ?? tmpdir(),
};

interface Ended {
  exitCode: number;
  output: string;
}

const run = (file: string, args: string[], cwd: string): Promise<Ended> =>
  new Promise((resolve, reject) => {
    execFile(file, args, { cwd, env: environment, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(new Error(`${file} ${args.join(' ')} could not run`, { cause: error }));
      else resolve({ exitCode: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });

/** The commands of `.devteam.yml`, else the scripts that are recognized without it. */
function checkCommands(repository: string): string[] {
  const config = join(repository, '.devteam.yml');
  if (existsSync(config)) return [...readFileSync(config, 'utf8').matchAll(/^ +command: (.+)$/gm)].map(([, command = '']) => command);
  const scripts = scriptsOf(repository);
  return ['build', 'test'].filter((name) => name in scripts).map((name) => `npm run ${name}`);
}

function scriptsOf(repository: string): Record<string, string> {
  const file = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { scripts?: Record<string, string> };
  return file.scripts ?? {};
}

/** npm takes longer to start than all of these checks to run, so most runs start its script themselves. */
const withoutNpm = (command: string, scripts: Record<string, string>): string => {
  const name = /^npm (?:run )?(\w+)$/.exec(command)?.[1];
  return name === undefined ? command : (scripts[name] ?? command);
};

async function runChecks(repository: string, by: 'npm' | 'shell'): Promise<Ended> {
  const scripts = scriptsOf(repository);
  for (const command of checkCommands(repository)) {
    const ended = await run('/bin/sh', ['-c', by === 'npm' ? command : withoutNpm(command, scripts)], repository);
    if (ended.exitCode !== 0) return { ...ended, output: `${command}\n${ended.output}` };
  }
  return { exitCode: 0, output: '' };
}

interface Listed {
  id: string;
  dependencies: string[];
}

/** Tasks that can be executed, in order of the list: a reader just good enough for these five files. */
function readTaskList(text: string): Listed[] {
  const heads = [...text.matchAll(/^ *(?:###|- \[ \]) ([A-Z]*-?\d+(?:\.\d+)*)[: ]/gm)];
  return heads
    .map((head, index) => {
      const body = text.slice(head.index, heads[index + 1]?.index);
      const dependencies = /^ *- (?:\*\*Dependencies\*\*|Depends on): (.+)$/m.exec(body)?.[1]?.split(', ') ?? [];
      return { id: head[1] ?? '', dependencies };
    })
    .filter(({ id }) => !id.endsWith('.0'));
}

/** What is completed if always the first task is selected whose dependencies are met. */
function selectionOrder(tasks: Listed[], review: string[], stopAfter: string | undefined): string[] {
  const done: string[] = [];
  for (;;) {
    const next = tasks.find(({ id, dependencies }) => !done.includes(id) && dependencies.every((other) => done.includes(other)));
    if (!next || review.includes(next.id)) return done;
    done.push(next.id);
    if (next.id === stopAfter) return done;
  }
}

const attemptsOf = (example: Example, id: string): number =>
  readdirSync(join(example.recordingsPath, id)).filter((name) => name.endsWith('.patch')).length;

const patchOf = (example: Example, id: string, attempt: number): string => join(example.recordingsPath, id, `${attempt}.patch`);

const changedPaths = (patch: string): string[] => [...patch.matchAll(/^diff --git a\/(\S+) b\/\S+$/gm)].map(([, path = '']) => path);

/** Plays attempts onto copies, as an executor would: every attempt begins at the state before its task. */
class Playback {
  private copies = 0;
  private readonly example: Example;
  private readonly folder: string;
  private state: string;

  constructor(example: Example, folder: string) {
    this.example = example;
    this.folder = folder;
    this.state = example.repositoryPath;
  }

  /** What the checks say of this attempt, or of its tests alone. Throws if the patch does not apply. */
  async attempt(id: string, attempt: number, part: 'all' | 'tests' = 'all'): Promise<Ended & { copy: string }> {
    const copy = join(this.folder, String(++this.copies));
    await cp(this.state, copy, { recursive: true });
    const only = part === 'tests' ? ['--include=test/*', '--include=tests/*'] : [];
    const applied = await run('git', ['apply', '--whitespace=error-all', ...only, patchOf(this.example, id, attempt)], copy);
    if (applied.exitCode !== 0) throw new Error(`${id}/${attempt}.patch does not apply: ${applied.output}`);
    return { ...(await runChecks(copy, 'shell')), copy };
  }

  /** The next task begins at this copy. */
  accept(copy: string): void {
    this.state = copy;
  }

  taskList(): Promise<string> {
    return readFile(join(this.state, this.example.taskList), 'utf8');
  }
}

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'devteam-examples-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const examples = loadExamples();

it('five customers, three of whom get all their tasks done', () => {
  expect(new Set(examples.map(({ customer }) => customer.id)).size).toBe(5);
  expect(examples.map(({ expected }) => expected.status).toSorted()).toEqual([
    'completed',
    'completed',
    'completed',
    'stopped',
    'waiting_for_human',
  ]);
});

describe.concurrent.each(examples.map((example) => [example.project.id, example] as const))('%s', (id, example) => {
  const { completed, failedFirst, review, left, totalTasks } = example.expected;
  const text = readFileSync(join(example.repositoryPath, example.taskList), 'utf8');
  const recorded = readdirSync(example.recordingsPath);

  it('stands where its ids say', ({ expect }) => {
    expect(id).toBe(relative(import.meta.dirname, dirname(example.repositoryPath)));
    expect(id.startsWith(`${example.customer.id}/`)).toBe(true);
  });

  it('expects what its task list leads to', ({ expect }) => {
    const tasks = readTaskList(text);
    const stopAfter = example.stopAfter ?? /^stop-after: (\S+)$/m.exec(text)?.[1];
    expect(selectionOrder(tasks, review, stopAfter)).toEqual(completed);
    expect(tasks.map((task) => task.id).toSorted()).toEqual([...completed, ...review, ...left].toSorted());
    expect(totalTasks).toBe(tasks.length);
    expect(totalTasks).toBeGreaterThanOrEqual(6);
    expect(totalTasks).toBeLessThanOrEqual(12);
  });

  it('has recordings that leave the task list alone and bring tests', async ({ expect }) => {
    expect(recorded.toSorted()).toEqual([...completed, ...review, ...left].toSorted());
    for (const task of recorded) {
      for (let attempt = 1; attempt <= attemptsOf(example, task); attempt++) {
        const paths = changedPaths(await readFile(patchOf(example, task, attempt), 'utf8'));
        expect(paths, `${task}/${attempt}`).not.toContain(example.taskList);
        expect(
          paths.some((path) => /^tests?\//.test(path)),
          `${task}/${attempt} brings no test`,
        ).toBe(true);
      }
    }
    expect(completed.filter((task) => attemptsOf(example, task) > 1)).toEqual(failedFirst);
  });

  it('describes attempts in words that the replay executor knows', async ({ expect }) => {
    const names = (await readdir(example.recordingsPath, { recursive: true })).filter((name) => name.endsWith('.json'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const attempt = JSON.parse(await readFile(join(example.recordingsPath, name), 'utf8')) as RecordedAttempt;
      expect(['delaySeconds', 'exitCode', 'stdout', 'stderr', 'usage']).toEqual(expect.arrayContaining(Object.keys(attempt)));
      expect(attempt.delaySeconds ?? 0).toBeLessThanOrEqual(0.6);
      expect(existsSync(join(example.recordingsPath, name.replace(/\.json$/, '.patch')))).toBe(true);
    }
  });

  it('begins with checks that pass, run as a person would', { timeout: 60_000 }, async ({ expect }) => {
    const copy = join(scratch, `${example.customer.id}-first`);
    await cp(example.repositoryPath, copy, { recursive: true });
    expect((await runChecks(copy, 'npm')).output).toBe('');
  });

  it('plays through', { timeout: 120_000 }, async ({ expect }) => {
    const playback = new Playback(example, join(scratch, example.customer.id));
    for (const task of [...completed, ...review, ...left]) {
      const last = attemptsOf(example, task);
      if (review.includes(task)) expect(last, 'the attempt after the answer').toBe(attemptsBeforeReview + 1);
      for (let attempt = 1; attempt < last; attempt++) {
        const { exitCode, output } = await playback.attempt(task, attempt);
        expect(exitCode, `attempt ${attempt} at ${task} was to fail its checks`).not.toBe(0);
        expect(output).toMatch(/✖|links that lead nowhere/);
      }
      const [tests, whole] = await Promise.all([playback.attempt(task, last, 'tests'), playback.attempt(task, last)]);
      expect(whole.output, `attempt ${last} at ${task} was to pass its checks`).toBe('');
      expect(tests.exitCode, `the tests of ${task} pass without its code`).not.toBe(0);
      playback.accept(whole.copy);
    }
    expect(await playback.taskList()).toBe(text);
  });
});
