import { describe, expect, test } from 'vitest';
import { describeFailure } from './failure.ts';
import { type HeldExecution, holdsOf } from './holds-of.ts';
import { executionStatuses, isActive } from './status.ts';

const running: HeldExecution = { status: 'running', desired: 'running', reason: null };

describe('what holds an execution', () => {
  test('nothing holds what runs, and nothing what has ended, whatever was wanted of it', () => {
    expect(holdsOf(running)).toEqual([]);
    for (const status of executionStatuses.filter((each) => !isActive(each)))
      expect(holdsOf({ status, desired: 'stopped', desiredBy: 'Maria', reason: describeFailure('stopped_by_person') })).toEqual([]);
  });

  test('a pause is on its way until it is there', () => {
    const wish = { desired: 'paused', desiredHow: 'after_node', desiredBy: 'Maria', desiredAt: '2026-11-26T10:00:00.000Z' } as const;
    const since = wish.desiredAt;
    expect(holdsOf({ ...running, ...wish })).toMatchObject([{ kind: 'pause', isInEffect: false, actual: 'running', by: 'Maria', since }]);
    expect(holdsOf({ ...running, ...wish, status: 'paused' })).toMatchObject([{ kind: 'pause', isInEffect: true, desired: 'paused' }]);
  });

  test('a stop that waits for a push', () => {
    expect(holdsOf({ ...running, desired: 'stopped', desiredHow: 'keep', desiredBy: 'Jo' })).toMatchObject([
      { kind: 'stop', desired: 'stopped', isInEffect: false, by: 'Jo', why: expect.stringContaining('kept') as string },
    ]);
  });

  test('a stop point, a question, and the pile of a customer: nobody in particular', () => {
    const at = describeFailure('stop_point_reached', { place: 'before the merge of 1.2' });
    expect(holdsOf({ ...running, status: 'paused', reason: at })).toMatchObject([
      { kind: 'stop_point', by: null, why: 'halts before the merge of 1.2' },
    ]);
    const pile = describeFailure('review_pending', { why: 'waits for reviews of customer Acme (5 open)' });
    expect(holdsOf({ ...running, reason: pile })).toMatchObject([
      { kind: 'reviews', desired: 'waiting', why: 'waits for reviews of customer Acme (5 open)' },
    ]);
    const both = holdsOf({ ...running, status: 'waiting_for_human', desired: 'paused', reason: describeFailure('review_pending') });
    expect(both.map(({ isInEffect, kind }) => [kind, isInEffect])).toEqual([
      ['pause', false],
      ['question', true],
    ]);
  });
});
