import { array, assert as holds, constantFrom, oneof, property, record, integer, boolean } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProviders } from '../providers.ts';
import { type BreakerState, admit, afterFailure, afterNothing, afterSuccess, closedBreaker } from './breaker.ts';

const settings = { failures: 3, coolDownMs: 1000, mostCoolDownMs: 5000 };
const failed = (state: BreakerState, nowMs: number, seenBy = ['a'], fewestWitnesses = 1) =>
  afterFailure(state, { seenBy, nowMs, why: 'broken', fewestWitnesses }, settings);
const threeFailures = () => failed(failed(failed(closedBreaker, 0), 0), 0);

describe('the breaker', () => {
  test('opens after three failures in a row, and not before', () => {
    expect(failed(failed(closedBreaker, 0), 0).open).toBeNull();
    expect(threeFailures().open).toEqual({ untilMs: 1000, times: 1, why: 'broken' });
    expect(failed(afterSuccess(), 0).open).toBeNull();
  });

  test('lets one probe through when its time has come, and doubles the time if that fails, up to a limit', () => {
    let state = threeFailures();
    expect(admit(state, 999)).toEqual({ isAdmitted: false, retryAtMs: 1000 });
    const waits: number[] = [];
    let nowMs = 1000;
    for (let round = 0; round < 5; round++) {
      const probe = admit(state, nowMs);
      expect(probe.isAdmitted).toBe(true);
      state = probe.isAdmitted ? probe.state : state;
      expect(admit(state, nowMs).isAdmitted).toBe(false);
      state = failed(state, nowMs);
      waits.push((state.open?.untilMs ?? 0) - nowMs);
      nowMs = state.open?.untilMs ?? 0;
    }
    expect(waits).toEqual([2000, 4000, 5000, 5000, 5000]);
  });

  test('a probe that told nothing makes room for the next, and so does one that was lost', () => {
    const probe = admit(threeFailures(), 1000);
    const state = probe.isAdmitted ? probe.state : closedBreaker;
    expect(admit(state, 1001).isAdmitted).toBe(false);
    expect(admit(afterNothing(state), 1001).isAdmitted).toBe(true);
    expect(admit(state, 1000 + 120_000).isAdmitted).toBe(true);
  });

  test('whatever happens: it is never open without enough failures and witnesses, and never for longer than the limit', () => {
    const step = oneof(
      record({ does: constantFrom('fails' as const), by: constantFrom('a', 'b', 'c'), after: integer({ min: 0, max: 3000 }) }),
      record({
        does: constantFrom('succeeds' as const, 'tells nothing' as const, 'asks' as const),
        by: constantFrom('a'),
        after: integer({ min: 0, max: 3000 }),
      }),
    );
    holds(
      property(array(step, { maxLength: 40 }), boolean(), (steps, needsTwo) => {
        let state = closedBreaker;
        let nowMs = 0;
        const retries: boolean[] = [];
        for (const { does, by, after } of steps) {
          nowMs += after;
          if (does === 'fails') state = failed(state, nowMs, [by], needsTwo ? 2 : 1);
          else if (does === 'succeeds') state = afterSuccess();
          else if (does === 'tells nothing') state = afterNothing(state);
          else {
            const admission = admit(state, nowMs);
            if (admission.isAdmitted) ({ state } = admission);
            retries.push(admission.isAdmitted || admission.retryAtMs > nowMs);
          }
          expect(state.open === null || (state.failures >= 3 && state.witnesses.length >= (needsTwo ? 2 : 1))).toBe(true);
          expect((state.open?.untilMs ?? 0) - nowMs).toBeLessThanOrEqual(5000);
        }
        expect(retries).not.toContain(false);
      }),
    );
  });
});

test('a probe is not given away by one breaker if the other refuses', () => {
  let nowMs = 0;
  const providers = createProviders(settings, () => nowMs);
  const a = providers.openRun('a', () => undefined);
  const b = providers.openRun('b', () => undefined);
  // Down for all and for a; later a probe by b goes well for all, but a has its own mind until its time has come.
  for (let count = 0; count < 3; count++) a.failed('p', 'broken', true);
  expect(providers.list()).toEqual([{ provider: 'p', state: 'down', untilMs: 1000, why: 'broken' }]);
  expect(b.admit('p').isAdmitted).toBe(false);
  nowMs = 1000;
  expect(b.admit('p').isAdmitted).toBe(true);
  expect(providers.list()[0]?.state).toBe('probing');
  expect(a.admit('p').isAdmitted).toBe(false);
  b.succeeded('p');
  expect(providers.list()[0]?.state).toBe('up');
  expect(a.admit('p').isAdmitted).toBe(true);
  expect(a.admit('p').isAdmitted).toBe(false);
  a.succeeded('p');
  expect(a.admit('p').isAdmitted).toBe(true);
});
