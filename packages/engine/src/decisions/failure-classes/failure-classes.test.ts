import { type ErrorCode, describeFailure, errorCatalogue, failureClasses } from '@devteam/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterFailure } from './after-failure.ts';
import { backOffSeconds } from './back-off.ts';
import { type Breaker, admit, closedBreaker, learn, usualBreaker } from './circuit-breaker.ts';
import { errorSignature } from './error-signature.ts';
import { failureSignature } from '../verification/failure/failure-signature.ts';
import { failureClassOf, failurePaths } from './failure-paths.ts';
import { type LaneUse, laneOfFailure, lanesOf } from './lanes.ts';
import { holders, lift, liftTable, lifters } from './hold.ts';

describe('classes of failures', () => {
  test('every class has its path, and only work uses up attempts', () => {
    expect(Object.keys(failurePaths).toSorted()).toEqual([...failureClasses].toSorted());
    expect(failureClasses.filter((each) => failurePaths[each].usesAttempt)).toEqual(['work']);
  });

  test('every code has its class; an unknown one costs no attempt', () => {
    for (const code of Object.keys(errorCatalogue) as ErrorCode[]) expect(failureClasses).toContain(failureClassOf(code));
    expect(failureClassOf('check_failed')).toBe('work');
    expect(failurePaths[failureClassOf('toString')].usesAttempt).toBe(false);
  });
});

describe('the signature of an error', () => {
  const failure = (evidence: string) => describeFailure('check_failed', { place: 'test', evidence });

  test('is the same from run to run, whatever numbers, times and folders', () => {
    const first = errorSignature(failure('ok 1\n12:03:11 Error: /tmp/a1b2/src/x.ts:14:3 expected 4 at 0x7fff12ab'));
    expect(errorSignature(failure('ok 2\n09:59:00 Error: /home/u/77/src/x.ts:90:11 expected 17 at 0x1'))).toBe(first);
    expect(first).toMatch(/^check_failed \| test \| [0-9a-f]{64}$/);
  });

  test('is another for another error, place or code', () => {
    const one = errorSignature(failure('Error: cannot read x'));
    expect(errorSignature(failure('Error: cannot read y'))).not.toBe(one);
    expect(errorSignature({ ...failure('Error: cannot read x'), place: 'build' })).not.toBe(one);
  });

  test('takes hostile output in its stride', () => {
    const long = 'a/'.repeat(200_000);
    expect(errorSignature(failure(`Error: ${long}`)).length).toBeLessThan(300);
  });
});

describe('back-off', () => {
  test('grows with every try, stays within its bounds, and jitter spreads it', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 2, maxLength: 12 }), (jitters) => {
        const pauses = jitters.map((jitter, index) => backOffSeconds(index + 1, jitter));
        // Until the longest is reached; there jitter alone decides.
        const growing = pauses.slice(0, 6);
        expect(growing).toEqual(growing.toSorted((a, b) => a - b));
        expect(Math.min(...pauses)).toBeGreaterThanOrEqual(2.5);
        expect(Math.max(...pauses)).toBeLessThanOrEqual(300);
      }),
    );
    expect(backOffSeconds(1, 0)).toBe(2.5);
    expect(backOffSeconds(1, 0.5)).toBe(3.75);
    expect(backOffSeconds(40, 1)).toBe(300);
  });
});

describe('the breaker', () => {
  const fail = (breaker: Breaker, times: number, signature = 's', now = 0) =>
    Array.from({ length: times }).reduce<Breaker>((at) => learn(at, { who: 't', signature }, now), breaker);

  test('the same failure five times in a row opens it; another one or a success between starts the count anew', () => {
    expect(fail(closedBreaker, 4).state).toBe('closed');
    expect(fail(closedBreaker, 5).state).toBe('open');
    expect(fail(fail(closedBreaker, 4), 4, 'other').state).toBe('closed');
    expect(fail(learn(fail(closedBreaker, 4), { who: 't', signature: null }, 0), 4).state).toBe('closed');
  });

  test('after its pause exactly one canary goes, which closes it or doubles the pause', () => {
    const open = fail(closedBreaker, 5);
    expect(admit(open, 'a', 59_999)).toMatchObject({ go: false, why: expect.stringMatching(/in 1 s/) });
    const canary = admit(open, 'a', 60_000);
    expect(canary).toMatchObject({ go: true, isCanary: true });
    expect(admit(canary.breaker, 'b', 60_001)).toMatchObject({ go: false, why: expect.stringMatching(/a tries/) });
    expect(admit(canary.breaker, 'a', 60_001)).toMatchObject({ go: true });
    expect(learn(canary.breaker, { who: 'a', signature: null }, 70_000)).toEqual(closedBreaker);
    expect(learn(canary.breaker, { who: 'a', signature: 's' }, 70_000)).toMatchObject({ state: 'open', until: 70_000 + 120_000 });
  });

  test('what began before it opened neither closes nor prolongs it; a canary that is gone is followed by another', () => {
    const canary = admit(fail(closedBreaker, 5), 'a', 60_000).breaker;
    expect(learn(canary, { who: 'old', signature: null }, 61_000)).toBe(canary);
    expect(admit(canary, 'b', 60_000 + usualBreaker.canaryPatienceMs)).toMatchObject({ go: true, isCanary: true });
  });

  test('whatever happens, at most one works while it is not closed, and it never stays shut for ever', () => {
    const event = fc.record({ passes: fc.nat(200_000), asks: fc.constantFrom('a', 'b', 'c'), ends: fc.boolean(), well: fc.boolean() });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let breaker = fail(closedBreaker, 5);
        let now = 0;
        for (const each of events) {
          now += each.passes;
          const before = breaker;
          const admission = admit(breaker, each.asks, now);
          breaker = admission.breaker;
          const busyElse = before.state === 'trying' && before.canary !== each.asks && now - before.since < usualBreaker.canaryPatienceMs;
          expect(admission.go && busyElse).toBe(false);
          if (admission.go && each.ends) breaker = learn(breaker, { who: each.asks, signature: each.well ? null : 's' }, now);
        }
        expect(admit(breaker, 'last', now + usualBreaker.canaryPatienceMs).go).toBe(true);
      }),
    );
  });
});

describe('lanes', () => {
  const use: LaneUse = { projectId: 'shop', sandbox: 'docker', model: 'gpt-5' };
  const laneOf = (code: ErrorCode, who = use) => laneOfFailure(who, describeFailure(code));

  test('a failure is counted where others would meet it too, and nowhere else', () => {
    expect(laneOf('provider_quota_used_up')).toBe('model gpt-5');
    expect(laneOf('sandbox_unavailable')).toBe('sandbox docker');
    expect([laneOf('check_timed_out'), laneOf('check_failed'), laneOf('repository_unreachable')]).toEqual(Array(3).fill('project shop'));
    expect([laneOf('no_checks'), laneOf('task_list_missing')]).toEqual([null, null]);
    expect(laneOf('repository_rate_limited', { ...use, model: null })).toBe('project shop');
  });

  test('every failure is counted in a lane of its task', () => {
    const hit = new Set((Object.keys(errorCatalogue) as ErrorCode[]).map((code) => laneOf(code)));
    expect([...hit].filter((lane) => lane !== null).toSorted()).toEqual(lanesOf(use));
  });
});

describe('holds', () => {
  test('every cell is decided; a person lifts all, and no sweep lifts any', () => {
    expect(Object.keys(liftTable).toSorted()).toEqual([...holders].toSorted());
    for (const holder of holders) {
      expect(Object.keys(liftTable[holder]).toSorted()).toEqual([...lifters].toSorted());
      const hold = { by: holder, scope: { kind: 'project', id: 'p' }, why: 'because' } as const;
      expect(lift(hold, 'person')).toEqual({ lifted: true });
      expect(lift(hold, 'recovery')).toMatchObject({ lifted: false, failure: { code: 'hold_not_yours' } });
    }
  });
});

describe('what follows a failure', () => {
  const standing = { attempt: 1, maxAttempts: 3, waits: 0, failed: [] };
  const mostWaits = failurePaths.provider_outage.maxWaits;
  const given = { jitter: 0 };

  test('work is tried again until its attempts are used up, then a person is asked', () => {
    expect(afterFailure(standing, describeFailure('check_failed'), given)).toEqual({ do: 'try_again', attempt: 2 });
    expect(afterFailure({ ...standing, attempt: 3 }, describeFailure('check_failed'), given)).toMatchObject({
      do: 'ask',
      failure: { code: 'check_failed' },
    });
  });

  test('attempts that go in circles end early', () => {
    const failed = [1, 2].map((attempt) => ({ attempt, diff: 'a', failure: failureSignature('Error: cannot read x') }));
    expect(afterFailure({ ...standing, attempt: 2, failed }, describeFailure('check_failed'), given)).toMatchObject({
      do: 'ask',
      failure: { code: 'no_progress', class: 'work' },
    });
    // The last one has nothing left to save: it fails with its own words.
    expect(afterFailure({ ...standing, attempt: 3, failed }, describeFailure('check_failed'), given)).toMatchObject({
      do: 'ask',
      failure: { code: 'check_failed' },
    });
  });

  test('what time does not mend is not waited for: a person is asked, or the execution ends', () => {
    expect(afterFailure(standing, describeFailure('check_timed_out'), given)).toMatchObject({ do: 'ask' });
    expect(afterFailure(standing, describeFailure('repository_auth_required'), given)).toMatchObject({ do: 'end' });
    expect(afterFailure(standing, describeFailure('task_list_missing'), given)).toMatchObject({ do: 'end' });
  });

  test('an outage waits, as long as the provider says at least, and ends in the end', () => {
    const outage = describeFailure('provider_down');
    expect(afterFailure(standing, outage, { jitter: 0, retryAfterSeconds: 40 })).toEqual({ do: 'wait', waits: 1, afterSeconds: 40 });
    expect(afterFailure({ ...standing, waits: 1 }, outage, given)).toEqual({ do: 'wait', waits: 2, afterSeconds: 5 });
    expect(afterFailure({ ...standing, waits: mostWaits }, outage, given)).toMatchObject({ do: 'end' });
    expect(afterFailure(standing, describeFailure('provider_key_refused'), given)).toMatchObject({ do: 'ask' });
  });

  test('whatever fails, in whatever order, a task comes to an end, and only work failures count as attempts', () => {
    const codes = fc.constantFrom<ErrorCode[]>('check_failed', 'repository_unreachable', 'disk_full', 'egress_refused', 'no_checks');
    const most = failurePaths.infrastructure.maxWaits;
    fc.assert(
      fc.property(fc.infiniteStream(codes), (stream) => {
        let at = standing;
        let rounds = 0;
        for (const code of stream) {
          const after = afterFailure(at, describeFailure(code), given);
          if (after.do === 'ask' || after.do === 'end') break;
          expect(after.do === 'try_again').toBe(failureClassOf(code) === 'work');
          at =
            after.do === 'try_again' ? { ...standing, attempt: after.attempt } : { ...standing, attempt: at.attempt, waits: after.waits };
          rounds += 1;
        }
        expect(rounds).toBeLessThan(standing.maxAttempts * (most + 1));
      }),
    );
  });
});
