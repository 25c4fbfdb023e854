import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Example, loadExamples } from '../../../../examples/examples.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/index.ts';
import { findExecution, readEvents, readProjectViews } from '../store/index.ts';
import { type Engine, startEngine } from './index.ts';

const identity = {
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@localhost',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@localhost',
};
const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', args, { cwd, encoding: 'utf8', env: { ...process.env, ...identity } }).trim();

let home = '';
let postgres: EmbeddedPostgres;
let engine: Engine;
const messages: string[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'devteam-engine-'));
  execFileSync('chmod', ['755', home]);
  postgres = await startEmbeddedPostgres({ directory: join(home, 'postgres') });
  engine = await startEngine({
    databaseUrl: postgres.url,
    home,
    slots: 5,
    log: (level, message) => messages.push(`${level}: ${message}`),
    onFenced: () => undefined,
  });
});

afterAll(async () => {
  await engine?.close();
  await postgres?.stop();
  rmSync(home, { recursive: true, force: true });
});

function makeRemote(example: Example): string {
  const work = join(home, 'work', example.project.id);
  const remote = join(home, 'remotes', `${example.project.id}.git`);
  cpSync(example.repositoryPath, work, { recursive: true });
  git(work, 'init', '-q', '-b', example.branch);
  git(work, 'add', '-A');
  git(work, 'commit', '-q', '-m', 'Start');
  git(home, 'clone', '-q', '--bare', work, remote);
  return remote;
}

async function untilAtRest(projectId: string): Promise<void> {
  for (;;) {
    const execution = await findExecution(engine.pool, projectId);
    if (execution && !['initializing', 'running', 'stopping'].includes(execution.status)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('five customers at once', () => {
  test('each list comes to its expected end, one commit a task with the tick in it', async () => {
    const examples = loadExamples();
    const remotes = new Map(examples.map((example) => [example.project.id, makeRemote(example)]));
    for (const { customer, project, recordingsPath, branch, taskList, stopAfter } of examples) {
      await engine.saveProject({
        id: project.id,
        customer,
        name: project.name,
        repositoryUrl: remotes.get(project.id) ?? '',
        branch,
        taskListPath: taskList,
        executor: 'replay',
        sandbox: 'process',
        settings: { recordings: recordingsPath, speed: 0, investigate: false },
      });
      await engine.automate(project.id, stopAfter ? { stopAfter: [stopAfter] } : {});
    }
    await Promise.all(examples.map((example) => untilAtRest(example.project.id)));
    const views = new Map((await readProjectViews(engine.pool, engine.label)).map((view) => [view.projectId, view]));
    for (const { project, expected, branch, taskList } of examples) {
      const view = views.get(project.id);
      const events = await readEvents(engine.pool, project.id, { after: 0, limit: 10_000 });
      const story = events
        .filter((event) => event.type === 'execution-log')
        .flatMap((event) => event.payload.lines)
        .join('\n');
      expect(view?.execution?.status, `${project.id}\n${JSON.stringify(view?.execution?.reason)}\n${story}\n${messages.join('\n')}`).toBe(
        expected.status,
      );
      expect(view?.totals).toEqual({ completed: expected.completed.length, total: expected.totalTasks });
      const remote = remotes.get(project.id) ?? '';
      const landed = git(
        remote,
        'log',
        '--reverse',
        '--format=%(trailers:key=DevTeam-Task,valueonly,separator=%x20)',
        `${branch}~${expected.completed.length}..${branch}`,
      ).split('\n');
      expect(landed).toEqual(expected.completed);
      expect(git(remote, 'rev-list', '--count', branch)).toBe(String(expected.completed.length + 1));
      for (const commit of git(remote, 'rev-list', `${branch}~${expected.completed.length}..${branch}`).split('\n')) {
        const files = git(remote, 'diff-tree', '--no-commit-id', '--name-only', '-r', commit).split('\n');
        expect(files).toContain(taskList);
        expect(files.length).toBeGreaterThan(1);
      }
      expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    }
  }, 300_000);
});

describe('a process without slots', () => {
  test('only commands: what it starts, a worker does', async () => {
    const [example] = loadExamples();
    if (!example) throw new Error('There is no example');
    const project = { ...example.project, id: 'commanded/project' };
    const remote = makeRemote({ ...example, project });
    const commander = await startEngine({
      databaseUrl: postgres.url,
      home,
      slots: 0,
      log: (level, message) => messages.push(`${level}: ${message}`),
      onFenced: () => undefined,
    });
    const { customer, recordingsPath, taskList } = example;
    await commander.saveProject({
      id: project.id,
      customer,
      name: 'Commanded',
      repositoryUrl: remote,
      taskListPath: taskList,
      executor: 'replay',
      sandbox: 'process',
      settings: { recordings: recordingsPath, speed: 0 },
    });
    await commander.automate(project.id, { stopAfter: ['1.1'] });
    await commander.close();
    await untilAtRest(project.id);
    expect(await findExecution(engine.pool, project.id)).toMatchObject({
      status: 'stopped',
      reason: { code: 'stop_point_reached', place: 'after 1.1' },
    });
    expect(git(remote, 'rev-list', '--count', example.branch)).toBe('2');

    // The stop point is behind the next start, which may halt at another.
    await engine.automate(project.id, { stopAfter: ['1.2'] });
    await expect(engine.automate(project.id)).rejects.toMatchObject({ code: 'execution_active' });
    await untilAtRest(project.id);
    expect(await findExecution(engine.pool, project.id)).toMatchObject({ status: 'stopped', reason: { place: 'after 1.2' } });
    expect(git(remote, 'rev-list', '--count', example.branch)).toBe('3');
  });

  test('a project that does not exist is refused by name', async () => {
    await expect(engine.automate('nobody/nothing')).rejects.toMatchObject({ code: 'project_not_found', place: 'nobody/nothing' });
    await expect(engine.stop('nobody/nothing')).rejects.toMatchObject({ code: 'project_not_found' });
  });
});
