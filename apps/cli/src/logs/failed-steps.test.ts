import { type TaskView, describeFailure } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { type NodeUpdate, type TaskUpdate, failureOfEvent, isFailure, runsBehind } from './failed-steps.ts';

const failure = describeFailure('check_failed', { place: 'test' });
const startedAt = '2026-05-01T08:00:00.000Z';

function ran(node: string, attempt: number, status: NodeUpdate['payload']['node']['status'], taskKey = '1.3'): NodeUpdate {
  const isOver = status === 'failed';
  return {
    type: 'node-update',
    ts: startedAt,
    projectId: 'bakery/shop',
    seq: 1,
    payload: {
      executionId: 'e',
      taskKey,
      node: { node, attempt, status, startedAt: status === 'skipped' ? null : startedAt, endedAt: null, failure: isOver ? failure : null },
    },
  };
}

const task = { key: '1.3', attempt: 2, failure } as TaskView;
const gaveUp: TaskUpdate = { type: 'task-update', ts: startedAt, projectId: 'bakery/shop', seq: 9, payload: { executionId: 'e', task } };

const names = (updates: readonly NodeUpdate[]): string[] => runsBehind(gaveUp, updates).map(({ attempt, node }) => `${node} ${attempt}`);

describe('what stands behind a failure', () => {
  test('is the step itself, where a step failed', () => {
    const step = ran('push', 1, 'failed');
    expect(runsBehind(step, [])).toEqual([{ executionId: 'e', taskKey: '1.3', attempt: 1, node: 'push', startedAt }]);
  });

  test('is the step that failed in the try, whatever came after it', () => {
    const updates = [ran('push', 2, 'skipped'), ran('codeExecution', 2, 'failed'), ran('constructPrompt', 2, 'completed')];
    expect(names(updates)).toEqual(['codeExecution 2']);
  });

  test('is one of the steps of that try, the last first, where all ended well', () => {
    const updates = [
      ran('push', 2, 'skipped'),
      ran('verify', 1, 'failed', '1.4'),
      ran('route', 2, 'completed'),
      ran('verify', 2, 'completed'),
      ran('verify', 2, 'running'),
      ran('codeExecution', 1, 'failed'),
    ];
    expect(names(updates)).toEqual(['route 2', 'verify 2']);
  });

  test('is the step that found the work not good, though it ended well itself', () => {
    const found = ran('verify', 2, 'completed');
    const verify = { ...found, payload: { ...found.payload, node: { ...found.payload.node, finding: failure } } };
    expect(names([ran('push', 2, 'skipped'), ran('route', 2, 'completed'), verify, ran('codeExecution', 2, 'completed')])).toEqual([
      'verify 2',
    ]);
  });

  test('may be nothing', () => {
    expect(names([])).toEqual([]);
    expect(names([ran('verify', 1, 'completed', '1.4')])).toEqual([]);
  });
});

test('a failure is told with its place', () => {
  expect([ran('push', 1, 'failed'), gaveUp, ran('push', 1, 'completed')].map(isFailure)).toEqual([true, true, false]);
  expect(failureOfEvent(gaveUp)).toEqual({ ...failure, place: '1.3, test' });
  expect(failureOfEvent(ran('clone', 1, 'failed', '')).place).toBe('preparation, clone, test');
});
