import { type ExecutionStatus, type TaskView, describeFailure } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { loadExamples } from '../../../../examples/examples.ts';
import { type DemoStanding, planDemo } from './demo-plan.ts';
import { differences } from './demo-verdict.ts';

const dispatch = loadExamples().find((example) => example.project.id === 'pedalpost-couriers/dispatch');
if (!dispatch) throw new Error('The example dispatch is missing');

const task = (id: string, change: Partial<TaskView> = {}): TaskView => ({
  key: id,
  id,
  title: id,
  status: 'pending',
  depth: 2,
  executable: true,
  dependencies: [],
  phase: null,
  attempt: 0,
  maxAttempts: 3,
  startedAt: null,
  endedAt: null,
  commit: null,
  failure: null,
  waitingFor: null,
  ...change,
});

const asExpected = {
  execution: {
    executionId: 'e1',
    status: 'waiting_for_human' as ExecutionStatus,
    desired: 'running' as const,
    reason: describeFailure('check_failed'),
    stopAfter: [],
    startedAt: '',
    updatedAt: '',
    endedAt: null,
    commits: 6,
  },
  totals: { completed: 6, total: 9 },
  tasks: [
    task('1.0', { executable: false, status: 'completed' }),
    ...dispatch.expected.completed.map((id) => task(id, { status: 'completed', phase: 'DONE' })),
    task('3.2', { phase: 'HUMAN_REVIEW', attempt: 3 }),
    task('3.3'),
    task('4.1'),
  ],
};

describe('the verdict on a project of the demo', () => {
  test('finds nothing to say when it came out as its example says', () => {
    expect(differences(dispatch, asExpected)).toEqual([]);
  });

  test('names the status and why, what is missing, and what is too much', () => {
    const tasks = asExpected.tasks.map((each) =>
      each.id === '1.2' ? task('1.2') : each.id === '4.1' ? task('4.1', { status: 'completed' }) : each,
    );
    expect(differences(dispatch, { ...asExpected, tasks, execution: { ...asExpected.execution, status: 'error' } })).toEqual([
      'is error (A check failed: the change does not pass the checks), expected waiting_for_human',
      'not done: 1.2',
      'done, but not expected to be: 4.1',
    ]);
  });

  test('notices that nobody is asked, and a list that was not read', () => {
    expect(differences(dispatch, { execution: null, totals: { completed: 0, total: 0 }, tasks: [] })).toEqual([
      'is idle, expected waiting_for_human',
      `not done: ${dispatch.expected.completed.join(', ')}`,
      'no person is asked about 3.2',
      'has 0 tasks, expected 9',
    ]);
  });
});

describe('what a demo does with an earlier one', () => {
  const standing = (projectId: string, status: ExecutionStatus | null, change: Partial<DemoStanding> = {}): DemoStanding => ({
    projectId,
    isKnown: true,
    hasRemote: true,
    status,
    ...change,
  });

  test('begins anew when there was none, or it came to its end', () => {
    expect(planDemo([standing('a', null, { isKnown: false, hasRemote: false })])).toEqual({ do: 'begin anew' });
    expect(planDemo([standing('a', 'completed'), standing('b', 'waiting_for_human'), standing('c', 'stopped')])).toEqual({
      do: 'begin anew',
    });
  });

  test('goes on with one that was killed, and starts what was not started yet', () => {
    expect(planDemo([standing('a', 'running'), standing('b', null), standing('c', 'completed')])).toEqual({ do: 'go on', start: ['b'] });
    expect(planDemo([standing('a', 'completed'), standing('b', null)])).toEqual({ do: 'go on', start: ['b'] });
  });

  test('begins anew where something of it is gone', () => {
    expect(planDemo([standing('a', 'running', { hasRemote: false }), standing('b', 'running')])).toEqual({ do: 'begin anew' });
    expect(planDemo([standing('a', 'running'), standing('b', null, { isKnown: false })])).toEqual({ do: 'begin anew' });
    expect(planDemo([standing('a', null), standing('b', null)])).toEqual({ do: 'begin anew' });
  });
});
