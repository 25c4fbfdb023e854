import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Event, type StopPlace, controlCommands } from '@devteam/api';
import { readModelSettings } from '@devteam/drivers/prompt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../embedded/index.ts';
import {
  findExecution,
  findTask,
  findTaskList,
  listTimers,
  readEvents,
  readOpenNodes,
  readProjectViews,
  readTaskMarks,
} from '../../store/index.ts';
import { type FakeOllama, startFakeOllama } from '../../../../drivers/src/prompt/testing/fake-ollama.ts';
import { acquireLock } from '../../../../drivers/src/repository/lock/lock-file.ts';
import { type Engine, startEngine } from '../index.ts';
import { projectFolderName } from '../project-folder-name.ts';
import { type RecordedProject, type RecordedTask, git, makeRecordedProject } from '../testing/recorded-project.ts';
import { until } from '../testing/until.ts';

let home = '';
let postgres: EmbeddedPostgres;
let engine: Engine;
let ollama: FakeOllama;
const by = 'Maria';

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'devteam-control-'));
  execFileSync('chmod', ['755', home]);
  postgres = await startEmbeddedPostgres({ directory: join(home, 'postgres') });
  ollama = await startFakeOllama();
  ollama.hang(true);
  const promptModels = readModelSettings({ hosts: [ollama.host] });
  engine = await startEngine({ databaseUrl: postgres.url, home, slots: 6, promptModels, log: () => undefined, onFenced: () => undefined });
});

afterAll(async () => {
  await engine?.close();
  await ollama?.close();
  await postgres?.stop();
  rmSync(home, { recursive: true, force: true });
});

const two = (delaySeconds = 0): RecordedTask[] => [
  { id: '1.1', title: 'The first', delaySeconds },
  { id: '1.2', title: 'The second' },
];

async function add(id: string, tasks: readonly RecordedTask[], checkCommand = 'true'): Promise<RecordedProject> {
  const made = makeRecordedProject(home, id, {
    tasks,
    settings: { checks: [{ name: 'pieces', command: checkCommand, timeoutSeconds: 60 }] },
  });
  await engine.saveProject(made.project);
  return made;
}

const statusIs = (id: string, status: string) =>
  until(`${id} is ${status}`, async () => (await findExecution(engine.pool, id))?.status === status);

const nodeRuns = (id: string, name: string, round = 0) =>
  until(`${name} of ${id} runs`, async () => {
    const execution = await findExecution(engine.pool, id);
    const nodes = execution ? await readOpenNodes(engine.pool, execution.id, '1.1') : [];
    return nodes.some((node) => node.name === name && node.status === 'running' && node.round === round);
  });

const eventsOf = (id: string): Promise<Event[]> => readEvents(engine.pool, id, { after: 0, limit: 10_000 });
const startsOf = async (id: string, node: string): Promise<number> =>
  (await eventsOf(id)).filter(
    (event) => event.type === 'node-update' && event.payload.node.node === node && event.payload.node.status === 'running',
  ).length;
const commits = ({ remote }: RecordedProject) => git(remote, 'rev-list', '--count', 'main');

describe('pause and resume', () => {
  test('after this step: what runs ends, nothing else begins, and what has ended is not done again', async () => {
    const made = await add('pause/after', two(1));
    await engine.automate(made.project.id);
    await nodeRuns(made.project.id, 'codeExecution');
    expect(await engine.control(made.project.id, { command: 'pause_after_node', by })).toMatchObject({
      status: 'running',
      desired: 'paused',
      already: false,
      words: 'after the step of 1.1 that runs now',
    });
    const shown = async () => (await readProjectViews(engine.pool, engine.label, [made.project.id]))[0]?.execution;
    expect((await shown())?.holds).toMatchObject([{ kind: 'pause', desired: 'paused', actual: 'running', isInEffect: false, by }]);
    await statusIs(made.project.id, 'paused');
    expect(await shown()).toMatchObject({ holds: [{ kind: 'pause', isInEffect: true, by }], allowed: [...controlCommands] });
    expect(await startsOf(made.project.id, 'codeExecution')).toBe(1);
    expect(await startsOf(made.project.id, 'verify')).toBe(0);
    expect(await findExecution(engine.pool, made.project.id)).toMatchObject({ desiredBy: by, pauseWhen: 'after_node', endedAt: null });
    expect(await engine.control(made.project.id, { command: 'pause_now', by })).toMatchObject({ already: true });
    await engine.control(made.project.id, { command: 'resume', by });
    await statusIs(made.project.id, 'completed');
    expect(await startsOf(made.project.id, 'codeExecution')).toBe(2);
    expect(commits(made)).toBe('3');
  }, 60_000);

  test.each(['codeExecution', 'verify'])(
    'now, in %s: its sandbox is gone within two seconds, and only that step runs again',
    async (name) => {
      const id = `pause/${name.toLowerCase()}`;
      const flag = join(home, `${name}.go`);
      const made = await add(
        id,
        [{ id: '1.1', title: 'The first', delaySeconds: name === 'verify' ? 0 : 3 }],
        `test -e ${flag} || sleep 20`,
      );
      await engine.automate(id);
      await nodeRuns(id, name);
      const execution = await findExecution(engine.pool, id);
      const [node] = await readOpenNodes(engine.pool, execution?.id ?? '', '1.1');
      const folder = join(home, 'workspaces', node?.claim ?? '');
      await until('its folder is there', () => existsSync(folder));
      const askedAt = performance.now();
      expect(await engine.control(id, { command: 'pause_now', by })).toMatchObject({ status: 'paused', desired: 'paused' });
      const answeredMs = performance.now() - askedAt;
      await until('its folder is gone', () => !existsSync(folder));
      const goneMs = performance.now() - askedAt;
      console.log(`pause now in ${name}: answered after ${answeredMs.toFixed(0)} ms, nothing left of it after ${goneMs.toFixed(0)} ms`);
      expect(answeredMs).toBeLessThan(1000);
      expect(goneMs).toBeLessThan(2000);
      execFileSync('touch', [flag]);
      await engine.control(id, { command: 'resume', by });
      await statusIs(id, 'completed');
      expect(await startsOf(id, name)).toBe(2);
      expect(await startsOf(id, name === 'verify' ? 'codeExecution' : 'gatherContext')).toBe(1);
      expect(await findTask(engine.pool, execution?.id ?? '', '1.1')).toMatchObject({ outcome: 'landed', attempt: 1, selections: 1 });
      expect(commits(made)).toBe('2');
    },
    60_000,
  );
});

describe('now, in every node', () => {
  const headOf = ({ remote }: RecordedProject) => git(remote, 'rev-parse', 'main');
  const nodeOf = async (id: string) => {
    const execution = await findExecution(engine.pool, id);
    const [node] = await readOpenNodes(engine.pool, execution?.id ?? '', '1.1');
    return node;
  };

  /** Whoever wants to fetch waits: the local copy is in other hands. */
  const holdMirror = async (made: RecordedProject) => {
    const lock = await acquireLock(join(home, 'mirrors', `${projectFolderName(made.project)}.git.lock`), { waitMs: 10_000 });
    return () => lock.release();
  };

  /** Starts it, so that its first task comes into this node and stays there; answers what lets it go. */
  const bring = async (name: string, made: RecordedProject): Promise<() => Promise<void>> => {
    const { id } = made.project;
    const isMerge = name === 'merge';
    await engine.automate(id, { stopPoints: isMerge ? [{ when: 'before_merge', target: '1.1' }] : [] });
    if (name !== 'gatherContext' && !isMerge) return async () => undefined;
    if (!isMerge) await engine.control(id, { command: 'pause_now', by });
    await statusIs(id, 'paused');
    if (isMerge) {
      // Somebody pushes meanwhile, so that there is something to merge.
      const person = join(home, 'person-who-pushes');
      git(home, 'clone', '-q', made.remote, person);
      git(person, 'commit', '-q', '--allow-empty', '-m', 'Theirs');
      git(person, 'push', '-q');
    }
    const letGo = await holdMirror(made);
    await engine.control(id, { command: 'resume', by });
    return letGo;
  };

  test.each(['gatherContext', 'constructPrompt', 'codeExecution', 'verify', 'merge'])(
    '%s: a pause and a stop are answered within a second and leave nothing after two; a resume begins that step again',
    async (name) => {
      const id = `every/${name.toLowerCase()}`;
      const command = name === 'verify' ? 'sleep 60' : 'true';
      const made = makeRecordedProject(home, id, {
        tasks: [{ id: '1.1', title: 'The first', delaySeconds: name === 'codeExecution' ? 60 : 0 }],
        settings: {
          checks: [{ name: 'pieces', command, timeoutSeconds: 90 }],
          ...(name === 'constructPrompt' ? { promptConstructor: 'ollama' } : {}),
        },
      });
      await engine.saveProject(made.project);
      const letGo = await bring(name, made);
      // The first merge has nothing to do; the one of the second landing meets what others have pushed.
      const round = name === 'merge' ? 1 : 0;
      await nodeRuns(id, name, round);
      const branch = headOf(made);
      const cut = async (wish: 'pause_now' | 'stop_discard', status: string) => {
        const node = await nodeOf(id);
        const askedAt = performance.now();
        expect(await engine.control(id, { command: wish, by })).toMatchObject({ status });
        const answeredMs = performance.now() - askedAt;
        await until('its folder is gone', () => !existsSync(join(home, 'workspaces', node?.claim ?? 'none')));
        const goneMs = performance.now() - askedAt;
        console.log(`${wish} in ${name}: answered after ${answeredMs.toFixed(0)} ms, nothing left of it after ${goneMs.toFixed(0)} ms`);
        expect(answeredMs).toBeLessThan(1000);
        expect(goneMs).toBeLessThan(2000);
      };
      const before = await startsOf(id, name);
      await cut('pause_now', 'paused');
      expect(await nodeOf(id)).toMatchObject({ name, status: 'ready', workerId: null });
      await engine.control(id, { command: 'resume', by });
      await nodeRuns(id, name, round);
      expect(await startsOf(id, name)).toBe(before + 1);
      await cut('stop_discard', 'stopped');
      await letGo();
      const execution = await findExecution(engine.pool, id);
      expect(await findTask(engine.pool, execution?.id ?? '', '1.1')).toMatchObject({ outcome: 'canceled', attempt: 1, claim: null });
      expect(headOf(made)).toBe(branch);
      const mirror = join(home, 'mirrors', `${projectFolderName(made.project)}.git`);
      await until('its work is dropped', () => git(mirror, 'for-each-ref', 'refs/heads/task') === '');
    },
    60_000,
  );

  test.each([
    ['pause_now', 'paused'],
    ['stop_discard', 'stopped'],
  ] as const)(
    'push: a %s is answered at once and waits for its end, which is never cut off',
    async (wish, status) => {
      const id = `push/${status}`;
      const made = await add(id, two());
      const flag = join(home, `${status}.held`);
      writeFileSync(flag, '');
      mkdirSync(join(made.remote, 'hooks'), { recursive: true });
      const hook = join(made.remote, 'hooks', 'pre-receive');
      writeFileSync(hook, `#!/bin/sh\nwhile test -e ${flag}; do sleep 0.05; done\n`, { mode: 0o755 });
      await engine.automate(id);
      await nodeRuns(id, 'push');
      const askedAt = performance.now();
      const answer = await engine.control(id, { command: wish, by });
      expect(performance.now() - askedAt).toBeLessThan(1000);
      expect(answer).toMatchObject({ status: 'running', words: expect.stringContaining('push of 1.1') as string });
      expect(await nodeOf(id)).toMatchObject({ name: 'push', status: 'running' });
      expect(commits(made)).toBe('1');
      rmSync(flag);
      const releasedAt = performance.now();
      await statusIs(id, status);
      expect(performance.now() - releasedAt).toBeLessThan(2000);
      const execution = await findExecution(engine.pool, id);
      expect(await findTask(engine.pool, execution?.id ?? '', '1.1')).toMatchObject({ outcome: 'landed' });
      expect(await findTask(engine.pool, execution?.id ?? '', '1.2')).toBeUndefined();
      expect(commits(made)).toBe('2');
    },
    60_000,
  );
});

describe('stop', () => {
  test.each([
    ['stop_keep_work', 'keep'],
    ['stop_discard', 'discard'],
  ] as const)(
    '%s ends the execution at once and names who asked',
    async (command, work) => {
      const id = `stop/${work}`;
      const made = await add(id, two(30));
      await engine.automate(id);
      await nodeRuns(id, 'codeExecution');
      const askedAt = performance.now();
      const answer = await engine.control(id, { command, by });
      expect(performance.now() - askedAt).toBeLessThan(1000);
      expect(answer).toMatchObject({ status: 'stopped', desired: 'stopped' });
      expect(await findExecution(engine.pool, id)).toMatchObject({ stopWork: work, desiredBy: by });
      expect(commits(made)).toBe('1');
      await expect(engine.control(id, { command: 'resume', by })).rejects.toMatchObject({
        code: 'control_refused',
        allowed: ['stop_keep_work', 'replay_task', 'give_back', 'stop_everything'],
      });
      const replay = await engine.control(id, { command: 'replay_task', by });
      expect(replay.executionId).not.toBe(answer.executionId);
      await engine.control(id, { command: 'stop_discard', by });
    },
    60_000,
  );

  test('everything of a customer, and nothing of another', async () => {
    for (const id of ['north/a', 'north/b', 'south/a']) {
      await add(id, two(20));
      await engine.automate(id);
    }
    for (const id of ['north/a', 'north/b', 'south/a']) await nodeRuns(id, 'codeExecution');
    const answers = await engine.stopCustomer('north', by);
    expect(answers.map(({ projectId }) => projectId).toSorted()).toEqual(['north/a', 'north/b']);
    expect(answers.map(({ answer }) => answer.status)).toEqual(['stopped', 'stopped']);
    expect(await findExecution(engine.pool, 'south/a')).toMatchObject({ status: 'running' });
    await expect(engine.stopCustomer('nobody', by)).rejects.toMatchObject({ code: 'customer_not_found' });
    expect((await eventsOf('south/a')).filter((event) => event.type === 'node-update' && event.payload.node.status === 'canceled')).toEqual(
      [],
    );
    await engine.control('south/a', { command: 'stop_discard', by });
  }, 60_000);
});

describe('stop points while it runs', () => {
  test('set, refused, and cleared; an unknown id with the nearest, one that is behind us', async () => {
    const made = await add('stops/set', [...two(1), { id: '1.3', title: 'The third' }]);
    const { id } = made.project;
    await engine.automate(id);
    await nodeRuns(id, 'codeExecution');
    const set = (...stopPoints: Parameters<Engine['setStopPoints']>[1]['stopPoints']) => engine.setStopPoints(id, { stopPoints, by });
    await expect(set({ when: 'after', target: '1.33' })).rejects.toMatchObject({ code: 'stop_point_unknown' });
    await expect(set({ when: 'budget', measure: 'dollars', limit: 5 })).rejects.toMatchObject({
      code: 'stop_point_unknown',
      message: expect.stringContaining('devteam budget set') as string,
    });
    await expect(set({ when: 'before', target: '1.1' })).rejects.toMatchObject({ code: 'stop_point_passed' });
    expect(await findExecution(engine.pool, id)).toMatchObject({ stops: [] });
    await set({ when: 'after', target: '1.1' }, { when: 'before', target: '1.3' });
    await set({ when: 'before', target: '1.3' });
    await statusIs(id, 'stopped');
    expect(await findExecution(engine.pool, id)).toMatchObject({ reason: { code: 'stop_point_reached', place: 'before 1.3' } });
    expect(commits(made)).toBe('3');
  }, 60_000);

  test('before the merge: the work waits, verified, and lands after resume without being done again', async () => {
    const made = await add('stops/merge', two(1));
    const { id } = made.project;
    await engine.automate(id);
    await nodeRuns(id, 'codeExecution');
    await engine.setStopPoints(id, { stopPoints: [{ when: 'before_merge', target: '1.1' }], by });
    await statusIs(id, 'paused');
    expect(await findExecution(engine.pool, id)).toMatchObject({
      desired: 'running',
      reason: { code: 'stop_point_reached', place: 'before the merge of 1.1' },
      haltedAt: { key: '1.1' },
    });
    expect(commits(made)).toBe('1');
    await engine.control(id, { command: 'resume', by });
    await statusIs(id, 'completed');
    expect(await startsOf(id, 'codeExecution')).toBe(2);
    expect(commits(made)).toBe('3');
  }, 60_000);
});

describe('stop points with the start and in the list', () => {
  const taskText = (id: string) => `### ${id} Task ${id}\n- **Status**: pending\n\n`;
  const groups = [['1.1', '1.2'], ['2.1'], ['3.1']].map((ids, at) => `## ${at + 1}. Group ${at + 1}\n\n${ids.map(taskText).join('')}`);

  test('on tasks and groups, before and after and before the merge; what is unknown or behind us begins nothing', async () => {
    const id = 'stops/list';
    const made = makeRecordedProject(home, id, {
      tasks: ['1.1', '1.2', '2.1', '3.1'].map((key) => ({ id: key, title: `Task ${key}` })),
      list: `---\nstop-after: 1\n---\n# List\n\n${groups.join('')}`,
    });
    await engine.saveProject(made.project);
    const halts = async (stopPoints: StopPlace[], status: string) => {
      const { executionId } = await engine.automate(id, { stopPoints });
      await statusIs(id, status);
      const execution = await findExecution(engine.pool, id);
      expect(execution?.id).toBe(executionId);
      return execution?.reason;
    };
    expect(await halts([{ when: 'before', target: '1.9' }], 'error')).toMatchObject({
      code: 'stop_point_unknown',
      evidence: expect.stringMatching(/^nearest: 1\./) as string,
    });
    expect(commits(made)).toBe('1');
    // The list's own, on a group, inclusive.
    expect(await halts([], 'stopped')).toMatchObject({ code: 'stop_point_reached', place: 'after 1' });
    expect(commits(made)).toBe('3');
    expect(await halts([{ when: 'after', target: '1.1' }], 'error')).toMatchObject({ code: 'stop_point_passed' });
    expect(await halts([{ when: 'before', target: '1' }], 'error')).toMatchObject({ code: 'stop_point_passed' });
    // The stop after 1 is behind us now; one that comes with the start holds.
    expect(await halts([{ when: 'before_merge', target: '2' }], 'paused')).toMatchObject({ place: 'before the merge of 2' });
    expect(commits(made)).toBe('3');

    // Somebody changes the file meanwhile.
    const person = join(home, 'person');
    git(home, 'clone', '-q', made.remote, person);
    const write = (front: string) => {
      git(person, 'pull', '-q');
      const text = readFileSync(join(person, 'task_lists.md'), 'utf8').replace(/^---[\s\S]*?---\n/, `---\n${front}\n---\n`);
      writeFileSync(join(person, 'task_lists.md'), text);
      git(person, 'commit', '-q', '-a', '-m', front);
      git(person, 'push', '-q');
    };
    write('stop-before: 3\nstop-after: [1, 1.2]');
    await engine.control(id, { command: 'resume', by });
    await statusIs(id, 'stopped');
    expect((await findExecution(engine.pool, id))?.reason).toMatchObject({ code: 'stop_point_reached', place: 'before 3' });
    const said = (await eventsOf(id)).flatMap((event) => (event.type === 'execution-log' ? event.payload.lines : []));
    expect(said).toContain('the list has a new stop point after 1.2, which was done already: it does not hold');
    expect(commits(made)).toBe('5');

    write('stop-after: 3.7');
    expect(await halts([], 'error')).toMatchObject({ code: 'stop_point_unknown', place: 'task_lists.md:2' });
    write('stop-before: 3');
    // Where it halted once it goes on.
    expect(await halts([], 'completed')).toBeNull();
  }, 120_000);
});

describe('tasks', () => {
  test('skipped while it runs: cut off, left out, and the file says so', async () => {
    const made = await add('tasks/skip', two(30));
    const { id } = made.project;
    await engine.automate(id);
    await nodeRuns(id, 'codeExecution');
    await engine.control(id, { command: 'skip_task', task: '1.1', by });
    await statusIs(id, 'completed');
    expect(git(made.remote, 'show', 'main:task_lists.md')).toMatch(/\[[^ ]\] 1\.1 The first[\s\S]*\[x\] 1\.2 The second/);
    expect(await readTaskMarks(engine.pool, id)).toEqual([]);
    await expect(engine.control(id, { command: 'skip_task', task: '1.1', by })).rejects.toMatchObject({ code: 'control_refused' });
  }, 60_000);

  test('taken over, left alone, given back: then it is done in its turn', async () => {
    const made = await add('tasks/take', two(1));
    const { id } = made.project;
    await engine.automate(id);
    await nodeRuns(id, 'codeExecution');
    await engine.control(id, { command: 'take_over', task: '1.1', by });
    await statusIs(id, 'waiting_for_human');
    const waiting = await findExecution(engine.pool, id);
    expect(waiting?.reason?.evidence).toContain('1.1: Maria has taken it over');
    await until('the file says so', async () => (await readTaskMarks(engine.pool, id))[0]?.listStatus === null);
    await expect(engine.control(id, { command: 'take_over', task: '1.1', by: 'Jo' })).rejects.toMatchObject({ code: 'task_taken_over' });
    await engine.control(id, { command: 'give_back', task: '1.1', by });
    await statusIs(id, 'completed');
    expect((await findTaskList(engine.pool, id))?.completed).toBe(2);
  }, 60_000);

  test('a timer: the task is skipped while a person works on it, one timer for a person, and not on what runs', async () => {
    const made = await add('tasks/timer', two(1));
    const { id } = made.project;
    await engine.automate(id);
    await nodeRuns(id, 'codeExecution');
    await expect(engine.startTimer(id, { task: '1.1', by })).rejects.toMatchObject({ code: 'control_refused', allowed: ['take_over'] });
    expect(await engine.startTimer(id, { task: '1.2', by })).toMatchObject({ task: { key: '1.2' }, person: by, endedAt: null });
    await expect(engine.startTimer(id, { task: '1.2', by: 'Jo' })).rejects.toMatchObject({ code: 'timer_running' });
    await statusIs(id, 'waiting_for_human');
    expect((await findExecution(engine.pool, id))?.reason?.evidence).toContain("1.2: waiting for Maria's timer");
    expect(await engine.stopTimer(id, { by })).toMatchObject({ person: by });
    await expect(engine.stopTimer(id, { by })).rejects.toMatchObject({ code: 'timer_not_running' });
    await statusIs(id, 'completed');
    expect(await listTimers(engine.pool, { projectId: id, running: true })).toEqual([]);
    expect((await eventsOf(id)).filter((event) => event.type === 'timer-update')).toHaveLength(2);
  }, 60_000);
});
