import { type Failure, describeFailure } from '@devteam/api';
import { parse } from '@devteam/task-list';
import { describe, expect, test } from 'vitest';
import { type Snapshot, nextStep } from './next-step.ts';

const list = (text: string) => parse(new TextEncoder().encode(text), { path: 'task_lists.md' });
const three = list('# List\n\n- [ ] 1.1 First\n- [ ] 1.2 Second\n  - **Dependencies**: 1.1\n- [ ] 1.3 Third\n');
const firstDone = list('# List\n\n- [x] 1.1 First\n- [ ] 1.2 Second\n  - **Dependencies**: 1.1\n- [ ] 1.3 Third\n');
const allDone = list('# List\n\n- [x] 1.1 First\n- [x] 1.2 Second\n');

const execution: Snapshot['execution'] = { status: 'running', desired: 'running', prepared: true, stopAfter: [], passedStops: [] };
const snapshot = (change: Partial<Omit<Snapshot, 'execution'>> & { execution?: Partial<Snapshot['execution']> } = {}): Snapshot => ({
  list: three,
  tasks: [],
  ...change,
  execution: { ...execution, ...change.execution },
});
const titles: Record<string, string> = { '1.1': 'First', '1.2': 'Second', '1.3': 'Third' };
const task = (key: string, outcome: Snapshot['tasks'][number]['outcome'], failure: Failure | null = null, selections = 1) => ({
  key,
  title: titles[key] ?? '',
  outcome,
  failure,
  selections,
});

describe('what a project does next', () => {
  test('it is prepared first, then the first ready task of the list is selected', () => {
    expect(nextStep(snapshot({ execution: { status: 'initializing', prepared: false }, list: null }))).toEqual({ do: 'prepare' });
    expect(nextStep(snapshot())).toEqual({ do: 'select', task: { key: '1.1', id: '1.1', title: 'First' } });
  });

  test('the same snapshot gives the same step a hundred times', () => {
    const steps = new Set(Array.from({ length: 100 }, () => JSON.stringify(nextStep(snapshot({ list: firstDone })))));
    expect([...steps]).toEqual([JSON.stringify({ do: 'select', task: { key: '1.2', id: '1.2', title: 'Second' } })]);
  });

  test('a task that is under way is worked on, and no second one beside it', () => {
    expect(nextStep(snapshot({ tasks: [task('1.1', null)] }))).toEqual({ do: 'work', key: '1.1' });
  });

  test('a finished list completes, and a second run over it selects nothing', () => {
    expect(nextStep(snapshot({ list: allDone }))).toEqual({ do: 'settle', event: 'complete', reason: null });
  });

  test('a review halts the list and hands its reason on; a broken task ends the execution', () => {
    const failure = describeFailure('check_failed');
    expect(nextStep(snapshot({ list: firstDone, tasks: [task('1.1', 'landed'), task('1.2', 'review', failure)] }))).toEqual({
      do: 'settle',
      event: 'ask',
      reason: failure,
    });
    expect(nextStep(snapshot({ tasks: [task('1.1', 'failed', failure)] }))).toEqual({ do: 'settle', event: 'fail', reason: failure });
  });

  test('a stop ends the running task first, then the execution', () => {
    expect(nextStep(snapshot({ execution: { desired: 'stopped' }, tasks: [task('1.1', null)] }))).toEqual({ do: 'interrupt', key: '1.1' });
    expect(nextStep(snapshot({ execution: { status: 'stopping', desired: 'stopped' }, tasks: [task('1.1', 'canceled')] }))).toMatchObject({
      do: 'settle',
      event: 'halt',
      reason: { code: 'stopped_by_person' },
    });
  });

  test('nothing happens to what has ended or waits for a person', () => {
    for (const status of ['completed', 'stopped', 'error', 'waiting_for_human', 'paused', 'idle'] as const)
      expect(nextStep(snapshot({ execution: { status } }))).toEqual({ do: 'nothing' });
  });

  test('tasks that are left but blocked are named with their reasons', () => {
    const blocked = list(
      '# List\n\n## Tasks\n### 1.1 First\n- **Status**: blocked — no access yet\n\n### 1.2 Second\n- **Status**: pending\n- **Dependencies**: 1.1\n',
    );
    const step = nextStep(snapshot({ list: blocked }));
    expect(step).toMatchObject({ do: 'settle', event: 'ask', reason: { code: 'tasks_blocked' } });
    expect(step.do === 'settle' ? step.reason?.evidence : '').toMatch(/1\.1: is marked blocked[^\n]*\n1\.2: waits for 1\.1/);
  });

  test('tasks that cannot be identified are left to a person, with their lines, after all others are done', () => {
    const doubled = list('# List\n\n- [x] 1.1 First\n- [ ] 1.2 Second\n- [ ] 1.2 Second again\n');
    const step = nextStep(snapshot({ list: doubled }));
    expect(step).toMatchObject({ do: 'settle', event: 'ask', reason: { code: 'task_list_invalid' } });
    expect(step.do === 'settle' ? step.reason?.evidence : '').toContain('E101');
  });

  test('what landed is passed over wherever it stands now, and nothing else is', () => {
    const inserted = list('# List\n\n- [ ] Buy bread\n- [x] First\n- [ ] Second\n');
    const first = { key: '@1', title: 'First', outcome: 'landed' as const, failure: null, selections: 1 };
    expect(nextStep(snapshot({ list: inserted, tasks: [first] }))).toMatchObject({ do: 'select', task: { key: '@1', title: 'Buy bread' } });
  });

  test('a task that landed and was opened again is named when nothing else is left', () => {
    const reopened = list('# List\n\n- [ ] 1.1 First\n');
    const step = nextStep(snapshot({ list: reopened, tasks: [task('1.1', 'landed')] }));
    expect(step).toMatchObject({ do: 'settle', event: 'ask', reason: { code: 'tasks_blocked' } });
    expect(step.do === 'settle' ? step.reason?.evidence : '').toMatch(/^1\.1: landed in this execution/);
  });

  test('a task that somebody changes under every selection is given to a person in the end', () => {
    expect(nextStep(snapshot({ tasks: [task('1.1', 'superseded', null, 4)] }))).toMatchObject({ do: 'select' });
    expect(nextStep(snapshot({ tasks: [task('1.1', 'superseded', null, 5)] }))).toMatchObject({
      do: 'settle',
      event: 'ask',
      reason: { code: 'task_list_conflict' },
    });
  });
});

describe('stop points', () => {
  const stopping = (front: string, done: string) => list(`---\n${front}\n---\n# List\n\n- [${done}] 1.1 First\n- [ ] 1.2 Second\n`);

  test('«after» halts when its task landed in this execution, and names the place', () => {
    const step = nextStep(snapshot({ list: stopping('stop-after: 1.1', 'x'), tasks: [task('1.1', 'landed')] }));
    expect(step).toMatchObject({
      do: 'settle',
      event: 'halt',
      reason: { code: 'stop_point_reached', place: 'after 1.1' },
      at: { when: 'after', target: '1.1' },
    });
    expect(nextStep(snapshot({ list: firstDone, execution: { stopAfter: ['1.1'] }, tasks: [task('1.1', 'landed')] }))).toMatchObject({
      do: 'settle',
      event: 'halt',
    });
  });

  test('«after» does not halt again what begins behind it', () => {
    const execution = { passedStops: [{ when: 'after' as const, target: '1.1' }] };
    expect(nextStep(snapshot({ list: stopping('stop-after: 1.1', 'x'), execution }))).toMatchObject({ do: 'select', task: { key: '1.2' } });
  });

  test('«before» halts once, and the next execution goes on', () => {
    const before = stopping('stop-before: 1.2', 'x');
    expect(nextStep(snapshot({ list: before }))).toMatchObject({ do: 'settle', event: 'halt', at: { when: 'before', target: '1.2' } });
    expect(nextStep(snapshot({ list: before, execution: { passedStops: [{ when: 'before', target: '1.2' }] } }))).toMatchObject({
      do: 'select',
      task: { key: '1.2' },
    });
  });

  test('a finished list is completed, also when its last task is a stop point', () => {
    const last = list('---\nstop-after: 1.1\n---\n# List\n\n- [x] 1.1 First\n');
    expect(nextStep(snapshot({ list: last, tasks: [task('1.1', 'landed')] }))).toMatchObject({ event: 'complete' });
  });
});
