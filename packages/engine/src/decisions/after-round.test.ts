import { describeFailure } from '@devteam/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RoundResult, type TaskStanding, afterRound as decide, mostLandings } from './after-round.ts';

const first: TaskStanding = { attempt: 1, round: 0, maxAttempts: 3, waits: 0, failed: [], maySolve: false };
const given = { jitter: 0 };
const work = describeFailure('check_failed');
const afterRound = (task: TaskStanding, result: RoundResult) => decide(task, result, given);

describe('after a round', () => {
  test('work that fails is tried again with the failure, until the attempts are used up', () => {
    expect(afterRound(first, { end: 'failed', failure: work })).toEqual({ do: 'retry', attempt: 2, failure: work });
    expect(afterRound({ ...first, attempt: 2 }, { end: 'failed', failure: work })).toMatchObject({ do: 'retry', attempt: 3 });
    expect(afterRound({ ...first, attempt: 3 }, { end: 'failed', failure: work })).toMatchObject({
      do: 'end',
      outcome: 'review',
      event: 'review',
      failure: { code: 'check_failed', tried: [...work.tried, '3 attempts'] },
    });
  });

  test('what is not the fault of the work uses up no attempt', () => {
    const unreachable = describeFailure('repository_unreachable');
    expect(afterRound(first, { end: 'failed', failure: unreachable })).toEqual({
      do: 'wait',
      waits: 1,
      afterSeconds: 2.5,
      failure: unreachable,
    });
    const refused = describeFailure('repository_permission_denied');
    expect(afterRound(first, { end: 'failed', failure: refused })).toEqual({ do: 'end', outcome: 'failed', event: null, failure: refused });
  });

  test('an error is investigated when the attempts are used up, or when nobody knows whose it is; once is enough', () => {
    const last = { ...first, attempt: 3, maySolve: true };
    expect(afterRound(last, { end: 'failed', failure: work })).toMatchObject({ do: 'solve', failure: { code: 'check_failed' } });
    const timedOut = describeFailure('check_timed_out');
    expect(afterRound({ ...first, maySolve: true }, { end: 'failed', failure: timedOut })).toMatchObject({ do: 'solve' });
    expect(afterRound(first, { end: 'failed', failure: timedOut })).toMatchObject({ do: 'end', outcome: 'review' });
    for (const code of ['executor_reached_outside', 'no_checks'] as const)
      expect(afterRound(last, { end: 'failed', failure: describeFailure(code) })).toMatchObject({ do: 'end', outcome: 'review' });
  });

  test('a push that the remote refuses is investigated, unless it says that the branch is closed to us', () => {
    const solving = { ...first, maySolve: true };
    const refused = describeFailure('push_refused', { evidence: 'a file is over 5 MB\npre-receive hook declined' });
    expect(afterRound(solving, { end: 'failed', failure: refused })).toMatchObject({ do: 'solve' });
    expect(afterRound(first, { end: 'failed', failure: refused })).toMatchObject({ do: 'end', outcome: 'review' });
    for (const evidence of [
      'GH006: Protected branch update failed',
      'main is protected: open a pull request',
      'You are not allowed to push',
    ])
      expect(afterRound(solving, { end: 'failed', failure: describeFailure('push_refused', { evidence }) })).toMatchObject({
        do: 'end',
        outcome: 'review',
        failure: { code: 'push_refused' },
      });
  });

  test('what only a person can decide becomes a review at once', () => {
    const noChecks = describeFailure('no_checks');
    expect(afterRound(first, { end: 'failed', failure: noChecks })).toEqual({
      do: 'end',
      outcome: 'review',
      event: 'review',
      failure: noChecks,
    });
  });

  test('a branch that keeps moving is followed a bounded number of times', () => {
    expect(afterRound(first, { end: 'moved' })).toEqual({ do: 'reland', round: 1 });
    expect(afterRound({ ...first, round: mostLandings }, { end: 'moved' })).toMatchObject({
      outcome: 'review',
      failure: { code: 'push_contended' },
    });
  });

  test('landed, superseded and canceled end the task without a failure', () => {
    expect(afterRound(first, { end: 'landed' })).toMatchObject({ outcome: 'landed', event: 'land', failure: null });
    expect(afterRound(first, { end: 'superseded' })).toMatchObject({ outcome: 'superseded', event: 'interrupt' });
    expect(afterRound(first, { end: 'canceled' })).toMatchObject({ outcome: 'canceled', event: 'interrupt' });
  });

  test('whatever happens, a task ends after a bounded number of rounds', () => {
    const results = fc.constantFrom({ end: 'moved' } as const, { end: 'failed', failure: work } as const);
    fc.assert(
      fc.property(fc.infiniteStream(results), fc.integer({ min: 1, max: 5 }), (stream, maxAttempts) => {
        let task = { ...first, maxAttempts };
        let rounds = 0;
        for (const result of stream) {
          rounds += 1;
          const after = afterRound(task, result);
          if (after.do === 'end' || after.do === 'solve' || after.do === 'wait') break;
          task = after.do === 'retry' ? { ...task, attempt: after.attempt, round: 0 } : { ...task, round: after.round };
        }
        expect(rounds).toBeLessThanOrEqual(maxAttempts * (mostLandings + 1));
      }),
    );
  });
});
