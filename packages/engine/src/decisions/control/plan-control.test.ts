import { executionStatuses, isEnded, phases, taskStatuses } from '@devteam/api';
import { parse } from '@devteam/task-list';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Wish, controlCommands } from './control-table.ts';
import { type ControlPlan, type ControlRefusal, type ControlSnapshot, planControl, planStopEverything } from './plan-control.ts';
import { standingOf } from './task-table.ts';

const list = parse(new TextEncoder().encode('# L\n\n- [x] 1.1 First\n- [ ] 1.2 Second\n- [ ] 1.3 Third\n  - [ ] 1.3.1 Part\n'), {
  path: 'task_lists.md',
});
const keepRunning = { state: 'running' } as Wish;
const standing = { phase: null, outcome: null, takenOverBy: null };
const working = { phase: 'IMPLEMENT', outcome: null, takenOverBy: null } as const;
const at = (status: (typeof executionStatuses)[number], change: Partial<ControlSnapshot> = {}, wish = keepRunning): ControlSnapshot => ({
  list,
  execution: { id: 'e1', status, wish },
  tasks: new Map([['1.2', working]]),
  openReviews: [],
  ...change,
});
const ask = (snapshot: ControlSnapshot, command: (typeof controlCommands)[number], task?: string) =>
  planControl(snapshot, { command, by: 'ana', ...(task === undefined ? {} : { task }) });
const codeOf = (plan: ControlPlan | ControlRefusal) => (plan.outcome === 'refused' ? plan.failure.code : plan.outcome);

describe('steering an execution', () => {
  test('a pause says which safe point it waits for', () => {
    expect(ask(at('running'), 'pause_after_node')).toMatchObject({
      wish: { state: 'paused', when: 'after_node' },
      leadsTo: 'paused',
      interrupts: null,
      words: 'after the step of 1.2 that runs now',
    });
    expect(ask(at('running'), 'pause_now')).toMatchObject({
      interrupts: { key: '1.2', work: 'keep' },
      words: expect.stringMatching(/cut off/),
    });
    const pushing = at('running', { tasks: new Map([['1.2', { ...working, phase: 'PUSH' }]]) });
    expect(ask(pushing, 'pause_now')).toMatchObject({ interrupts: null, words: expect.stringMatching(/push of 1\.2/) });
    expect(ask(at('initializing', { tasks: new Map() }), 'pause_now')).toMatchObject({ words: expect.stringMatching(/preparation/) });
  });

  test('a resume takes back a pause that has not come yet, and starts what is paused', () => {
    expect(ask(at('running', {}, { state: 'paused', when: 'after_node' }), 'resume')).toMatchObject({ already: false, wish: keepRunning });
    expect(ask(at('paused', {}, { state: 'paused', when: 'now' }), 'resume')).toMatchObject({ already: false, leadsTo: 'running' });
    expect(ask(at('running'), 'resume')).toMatchObject({ already: true });
  });

  test('a resume does not pass over a question that nobody answered', () => {
    expect(codeOf(ask(at('waiting_for_human', { openReviews: ['1.2'] }), 'resume'))).toBe('review_pending');
    expect(ask(at('waiting_for_human'), 'resume')).toMatchObject({ leadsTo: 'running', already: false });
  });

  test('a stop gives back what is open, also where it is held or waits to push again', () => {
    const held = { tasks: new Map([['1.2', { ...working, phase: 'PUSH' } as const]]) };
    expect(ask(at('paused', held, { state: 'paused', when: 'now' }), 'stop_discard')).toMatchObject({
      leadsTo: 'stopped',
      interrupts: { key: '1.2', work: 'discard' },
    });
    expect(ask(at('running', held), 'stop_discard')).toMatchObject({ interrupts: null });
  });

  test('the same twice is once; a gentler wish does not weaken a stronger one', () => {
    expect(ask(at('running', {}, { state: 'paused', when: 'after_node' }), 'pause_after_node')).toMatchObject({ already: true });
    expect(ask(at('running', {}, { state: 'paused', when: 'now' }), 'pause_after_node')).toMatchObject({ already: true });
    expect(ask(at('running', {}, { state: 'stopped', work: 'keep' }), 'stop_discard')).toMatchObject({
      already: false,
      from: 'stopping',
      wish: { state: 'stopped', work: 'discard' },
      interrupts: { key: '1.2', work: 'discard' },
    });
    expect(ask(at('running', {}, { state: 'stopped', work: 'discard' }), 'stop_keep_work')).toMatchObject({ already: true });
  });

  test('a refusal names the status, the command and what may be asked instead', () => {
    const plan = ask(at('completed'), 'pause_now');
    expect(plan).toMatchObject({ outcome: 'refused', status: 'completed', command: 'pause_now', failure: { code: 'control_refused' } });
    expect(plan.outcome === 'refused' && plan.allowed).toEqual(['replay_task', 'give_back', 'stop_everything']);
    expect(codeOf(ask({ ...at('idle'), execution: null }, 'pause_now'))).toBe('control_refused');
  });

  test('everything of a customer is stopped, and nothing of another', () => {
    const rows = [
      { customerId: 'a', snapshot: at('running') },
      { customerId: 'b', snapshot: at('running') },
      { customerId: 'a', snapshot: at('paused') },
      { customerId: 'a', snapshot: at('completed') },
    ];
    const plans = planStopEverything(rows, 'a', 'ana');
    expect(plans.map(({ row }) => rows.indexOf(row))).toEqual([0, 2, 3]);
    expect(plans.map(({ plan }) => plan.outcome === 'accepted' && plan.already)).toEqual([false, false, true]);
  });
});

describe('steering a task', () => {
  test('skip, replay and take over cut off what runs; the list says what it is from then on', () => {
    expect(ask(at('running'), 'skip_task', '1.2')).toMatchObject({
      task: { key: '1.2', list: 'skipped' },
      interrupts: { key: '1.2', work: 'discard' },
    });
    expect(ask(at('running'), 'replay_task', '1.2')).toMatchObject({ task: { list: 'pending', fresh: true } });
    expect(ask(at('running'), 'take_over', '1.2')).toMatchObject({ task: { list: 'human-review' }, interrupts: { work: 'keep' } });
  });

  test('what is taken over is given back by anybody, and taken from nobody', () => {
    const taken = at('stopped', { tasks: new Map([['1.2', { ...standing, takenOverBy: 'bob' }]]) });
    expect(ask(taken, 'give_back', '1.2')).toMatchObject({ task: { list: 'pending' } });
    const active = { ...taken, execution: at('running').execution };
    expect(codeOf(ask(active, 'take_over', '1.2'))).toBe('task_taken_over');
    expect(planControl(active, { command: 'take_over', task: '1.2', by: 'bob' })).toMatchObject({ already: true });
    expect(codeOf(ask(active, 'skip_task', '1.2'))).toBe('task_taken_over');
    expect(codeOf(ask(at('running'), 'give_back', '1.2'))).toBe('task_not_taken_over');
  });

  test('replay of an ended execution begins a new one that names it', () => {
    const ended = at('error', { tasks: new Map([['1.2', { ...standing, outcome: 'failed' }]]) });
    expect(ask(ended, 'replay_task', '1.2')).toMatchObject({ replays: { executionId: 'e1', task: '1.2' }, leadsTo: 'error' });
    expect(ask(ended, 'replay_task')).toMatchObject({ replays: { executionId: 'e1', task: null } });
    expect(codeOf(ask(ended, 'replay_task', '1.1'))).toBe('task_closed');
  });

  test.each([
    ['an unknown one', '1.4', 'task_unknown'],
    ['none', undefined, 'task_unknown'],
    ['one with sub-tasks', '1.3', 'task_composite'],
    ['a closed one', '1.1', 'task_closed'],
  ])('%s is refused', (_name, key, code) => {
    expect(codeOf(ask(at('running'), 'skip_task', key))).toBe(code);
  });

  test('an id that is nearly right is answered with the right one', () => {
    const plan = ask(at('running'), 'skip_task', '1.4');
    expect(plan.outcome === 'refused' ? plan.failure.why : '').toMatch(/did you mean 1\./);
    expect(codeOf(ask(at('running'), 'replay_task', '1.3.1'))).toBe('task_not_tried');
  });
});

test('whatever is asked, of whatever there is: a plan or a coded refusal, never a way out of an end', () => {
  const wish = fc.constantFrom<Wish[]>(
    keepRunning,
    { state: 'paused', when: 'now' },
    { state: 'paused', when: 'after_node' },
    { state: 'stopped', work: 'keep' },
    { state: 'stopped', work: 'discard' },
  );
  const known = fc.record({
    status: fc.constantFrom(...taskStatuses),
    phase: fc.constantFrom(null, ...phases),
    outcome: fc.constantFrom(null, 'landed', 'review', 'failed', 'canceled', 'superseded'),
    takenOverBy: fc.constantFrom(null, 'ana', 'bob'),
  });
  const asked = fc.record({
    command: fc.constantFrom(...controlCommands),
    task: fc.constantFrom('1.1', '1.2', '1.3', '9'),
    by: fc.constant('ana'),
  });
  fc.assert(
    fc.property(fc.constantFrom(...executionStatuses), wish, known, asked, (status, wanted, task, request) => {
      const plan = planControl(at(status, { tasks: new Map([['1.2', task]]) }, wanted), request);
      const allowed = plan.outcome === 'refused' ? plan.allowed : controlCommands;
      expect(allowed).toContain('stop_everything');
      const leaves = plan.outcome === 'accepted' && isEnded(status) && (plan.wish !== undefined || plan.leadsTo !== status);
      expect(leaves).toBe(false);
      const cuts = plan.outcome === 'accepted' ? plan.interrupts : null;
      const cutStanding = cuts === null ? 'running' : standingOf({ ...task, status: task.status });
      const isHeld = status === 'paused' || status === 'waiting_for_human';
      expect(isHeld ? ['running', 'pushing'] : ['running']).toContain(cutStanding);
    }),
  );
});
