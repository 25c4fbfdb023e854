import { type Event, type EventPayload, type Phase, type TaskView, describeFailure } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { createNarrator } from './narrate.ts';
import type { ProjectProgress } from './project-progress.ts';

const projectId = 'hallmann-bakery/order-desk';
const idle: ProjectProgress = {
  projectId,
  customerId: 'hallmann-bakery',
  customerName: 'Hallmann Bakery',
  name: 'Order desk',
  executionId: null,
  status: 'idle',
  reason: null,
  totals: { completed: 0, total: 0 },
  task: null,
  commits: 0,
  startedAt: null,
  endedAt: null,
  updatedAt: null,
};

const ts = '2026-11-25T10:31:02.000Z';
let seq = 0;
const event = <T extends Event['type']>(type: T, payload: EventPayload<T>): Event =>
  ({ type, ts, projectId, seq: (seq += 1), payload }) as Event;

const execution = (change: Partial<EventPayload<'execution-update'>>): Event =>
  event('execution-update', {
    executionId: 'e1',
    customerId: 'hallmann-bakery',
    status: 'running',
    desired: 'running',
    reason: null,
    progress: 0,
    totals: { completed: 0, total: 8 },
    currentTask: null,
    commits: 0,
    startedAt: ts,
    updatedAt: ts,
    endedAt: null,
    ...change,
  });

const task = (id: string, phase: Phase, change: Partial<TaskView> = {}): Event =>
  event('task-update', {
    executionId: 'e1',
    task: {
      key: id,
      id,
      title: "A baker's dozen",
      status: 'active',
      depth: 2,
      executable: true,
      dependencies: [],
      phase,
      attempt: 1,
      maxAttempts: 3,
      startedAt: ts,
      endedAt: null,
      commit: null,
      failure: null,
      waitingFor: null,
      ...change,
    },
  });

const node = (name: string, status: 'running' | 'completed' | 'failed', attempt = 1, why?: string): Event =>
  event('node-update', {
    executionId: 'e1',
    taskKey: '1.3',
    node: {
      node: name,
      attempt,
      status,
      startedAt: ts,
      endedAt: null,
      failure: why ? describeFailure('repository_unreachable', { why }) : null,
    },
  });

const tell = (...events: Event[]): string[] => {
  const narrator = createNarrator([idle]);
  return events.flatMap((each) => narrator.tell(each)).map(({ tone, text }) => `${tone}: ${text}`);
};

describe('the narrator', () => {
  test('tells a task from start to end, and each thing once', () => {
    expect(
      tell(
        execution({ status: 'initializing' }),
        execution({}),
        execution({}),
        task('1.3', 'PREP'),
        task('1.3', 'IMPLEMENT'),
        task('1.3', 'IMPLEMENT'),
        task('1.3', 'VERIFY'),
        task('1.3', 'DONE', { endedAt: '2026-11-25T10:31:15.000Z', commit: 'abc1234def' }),
        task('1.3', 'DONE', { endedAt: '2026-11-25T10:31:15.000Z', commit: 'abc1234def' }),
        execution({ status: 'completed', totals: { completed: 8, total: 8 }, commits: 1, endedAt: '2026-11-25T10:32:32.000Z' }),
      ),
    ).toEqual([
      'step: fetches the repository and reads its task list',
      'step: starts: 0 of 8 tasks done',
      "step: 1.3 starts: A baker's dozen",
      "done: 1.3 done in 13 s, commit abc1234: A baker's dozen",
      'done: completed in 1 min 30 s: 8 of 8 tasks done, 1 commit',
    ]);
  });

  test('says what a failed attempt failed at, with the next one', () => {
    const failure = describeFailure('check_failed', { why: 'test, exit 1' });
    expect(
      tell(execution({}), task('1.3', 'VERIFY'), node('verify', 'completed'), task('1.3', 'PREP', { attempt: 2, failure })).at(-1),
    ).toBe('retry: 1.3 verify failed: test, exit 1; attempt 2 of 3');
  });

  test('tells a node that is tried again within an attempt', () => {
    expect(tell(execution({}), task('1.3', 'PUSH'), node('push', 'failed', 1, 'no route to host'), node('push', 'running')).at(-1)).toBe(
      'retry: 1.3 push failed: no route to host; tried again',
    );
  });

  test('does not lose a failed node that nothing follows from', () => {
    expect(
      tell(
        execution({}),
        task('1.3', 'PUSH'),
        node('push', 'failed', 1, 'no route to host'),
        execution({ status: 'error', reason: describeFailure('repository_unreachable') }),
      ).slice(-2),
    ).toEqual(['retry: 1.3 push failed: no route to host', 'bad: failed: The repository cannot be reached: the host did not answer']);
  });

  test('says that a person is asked, and why', () => {
    const failure = describeFailure('check_failed', { why: 'contracts, exit 1' });
    expect(tell(execution({}), task('3.2', 'VERIFY', { attempt: 3 }), task('3.2', 'HUMAN_REVIEW', { attempt: 3, failure })).at(-1)).toBe(
      'stop: 3.2 verify failed: contracts, exit 1; a person is asked',
    );
  });

  test('does not say that a task starts when it came in the middle of it', () => {
    const currentTask = {
      key: '1.3',
      id: '1.3',
      title: 'x',
      phase: 'IMPLEMENT' as const,
      attempt: 1,
      maxAttempts: 3,
      node: null,
      startedAt: ts,
    };
    const narrator = createNarrator([{ ...idle, executionId: 'e1', status: 'running', task: currentTask }]);
    expect(narrator.tell(task('1.3', 'VERIFY'))).toEqual([]);
  });

  test('lets nothing of an escape sequence through', () => {
    expect(tell(execution({}), task('1.3', 'PREP', { title: 'x\u001B[2Jy\nz' })).at(-1)).toBe('step: 1.3 starts: xy z');
  });
});
