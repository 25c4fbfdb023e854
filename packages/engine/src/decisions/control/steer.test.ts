import { parse } from '@devteam/task-list';
import { describe, expect, test } from 'vitest';
import { nextExecutionStatus } from '../execution-table.ts';
import { eventOfWish, steer } from './steer.ts';

const list = parse(new TextEncoder().encode('# L\n\n- [ ] 1.1 First\n- [ ] 1.2 Second\n'), { path: 'task_lists.md' });
const execution = { status: 'running', prepared: true, stopAfter: [], passedStops: [] } as const;
const open = { key: '1.1', title: 'First', outcome: null, failure: null, selections: 1 };
const snapshot = { execution, list, tasks: [open] };

describe('the next step under a wish', () => {
  const running = { key: '1.1', phase: 'IMPLEMENT', isNodeRunning: true } as const;

  test('«now» cuts the task off, «after the node» lets the node end, and both pause once nothing runs', () => {
    expect(steer(snapshot, { state: 'paused', when: 'now' }, running)).toEqual({ do: 'cut', key: '1.1', work: 'keep' });
    expect(steer(snapshot, { state: 'paused', when: 'after_node' }, running)).toEqual({ do: 'work', key: '1.1' });
    for (const when of ['now', 'after_node'] as const) {
      expect(steer(snapshot, { state: 'paused', when }, { ...running, isNodeRunning: false })).toMatchObject({ event: 'pause' });
      expect(steer({ ...snapshot, tasks: [{ ...open, outcome: 'canceled' }] }, { state: 'paused', when }, null)).toMatchObject({
        event: 'pause',
      });
    }
  });

  test('a push that runs ends by itself, under a pause and under a stop; one that waits to try again is held or given back', () => {
    const pushing = { ...running, phase: 'PUSH' } as const;
    expect(steer(snapshot, { state: 'paused', when: 'now' }, pushing)).toEqual({ do: 'work', key: '1.1' });
    expect(steer(snapshot, { state: 'stopped', work: 'discard' }, pushing)).toEqual({ do: 'work', key: '1.1' });
    const waiting = { ...pushing, isNodeRunning: false };
    expect(steer(snapshot, { state: 'paused', when: 'now' }, waiting)).toMatchObject({ event: 'pause' });
    expect(steer(snapshot, { state: 'stopped', work: 'discard' }, waiting)).toEqual({ do: 'interrupt', key: '1.1' });
    expect(steer(snapshot, { state: 'stopped', work: 'keep' }, { ...running, phase: 'VERIFY' })).toEqual({ do: 'interrupt', key: '1.1' });
  });

  test('without a wish it is the next step', () => {
    expect(steer({ ...snapshot, tasks: [] }, { state: 'running' }, null)).toMatchObject({ do: 'select', task: { key: '1.1' } });
  });

  test('where nothing runs a wish moves the execution at once', () => {
    for (const status of ['paused', 'waiting_for_human'] as const) {
      expect(nextExecutionStatus(status, eventOfWish(status, { state: 'running' }) ?? 'start')).toBe('running');
      expect(nextExecutionStatus(status, eventOfWish(status, { state: 'stopped', work: 'keep' }) ?? 'start')).toBe('stopped');
      expect(eventOfWish(status, { state: 'paused', when: 'now' })).toBeNull();
    }
    expect(eventOfWish('running', { state: 'stopped', work: 'keep' })).toBeNull();
  });
});
