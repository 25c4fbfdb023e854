import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type HealthPolicy,
  type Observation,
  type ServiceHealth,
  describeHealth,
  isWorthAsking,
  noteRestart,
  observe,
  unknownHealth,
  usualHealthPolicy,
  withWaiting,
} from './service-health.ts';

const policy: HealthPolicy = { ...usualHealthPolicy, canRestart: true };
const good: Observation = { saw: 'good' };
const loading: Observation = { saw: 'poor', why: 'it is being loaded' };
const refused: Observation = { saw: 'bad', why: 'nothing listens', code: 'model_unreachable', certain: true, restartHelps: true };
const slow: Observation = { saw: 'bad', why: 'no answer', code: 'model_timed_out', certain: false, restartHelps: true };
const missing: Observation = { saw: 'bad', why: 'no such model', code: 'model_missing', certain: true, restartHelps: false };

const start = unknownHealth('Ollama', 0);
const after = (...seen: [Observation, number][]) => seen.reduce((health, [what, at]) => observe(health, what, at, policy), start);

describe('states', () => {
  test('up, degraded and down, with since when', () => {
    expect(after([good, 10])).toMatchObject({ state: 'up', since: 10, lastGood: 10, why: null, next: { do: 'probe', at: 5010 } });
    expect(after([good, 10], [good, 5010])).toMatchObject({ state: 'up', since: 10, lastGood: 5010 });
    expect(after([good, 10], [loading, 20])).toMatchObject({ state: 'degraded', since: 20, why: 'it is being loaded', lastGood: 10 });
    expect(after([good, 10], [refused, 20])).toMatchObject({ state: 'down', since: 20, code: 'model_unreachable' });
  });

  test('one time-out is no outage, two are; then one good answer is enough', () => {
    expect(after([good, 0], [slow, 10]).state).toBe('degraded');
    expect(after([good, 0], [slow, 10], [good, 20], [slow, 30]).state).toBe('degraded');
    const down = after([good, 0], [slow, 10], [slow, 20]);
    expect([down.state, isWorthAsking(down)]).toEqual(['down', false]);
    expect(observe(down, good, 30, policy)).toMatchObject({ state: 'up', since: 30, code: null, failuresInARow: 0 });
    expect(observe(down, slow, 30, policy).since).toBe(20);
  });

  test('a change is seen within ten seconds, whichever way', () => {
    expect(policy.probeEveryMs).toBeLessThan(10_000);
    expect(policy.probeDownMs[1]).toBeLessThan(10_000);
  });
});

describe('what happens next', () => {
  test('looks grow rarer while it is down, and no restart is made for what it cannot mend', () => {
    let health = start;
    const pauses: number[] = [];
    for (let n = 0, at = 0; n < 6; n += 1, at = health.next.at) {
      health = observe(health, missing, at, policy);
      expect(health.next.do).toBe('probe');
      pauses.push(health.next.at - at);
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 8000, 8000]);
  });

  test('a restart at once, the next ones further apart, and after the last one a person is called', () => {
    const { person, restarts } = outage(3600);
    expect(restarts.map((at) => at / 1000)).toHaveLength(policy.mostRestartsPerHour);
    expect(restarts[0]).toBe(0);
    const pauses = restarts.slice(1).map((at, n) => at - (restarts[n] ?? 0));
    for (const [n, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(policy.restartPauseMs * 2 ** n);
    expect(person).toBe(true);
  });

  test('an hour later restarts are tried again', () => {
    expect(outage(2 * 3600).restarts.length).toBeGreaterThan(policy.mostRestartsPerHour);
  });

  test('nobody restarts what nobody can', () => {
    expect(observe(start, refused, 0, usualHealthPolicy).next.do).toBe('probe');
  });
});

/** Plays an outage that no restart mends, as a watcher would. */
function outage(seconds: number): { restarts: number[]; person: boolean } {
  let health = start;
  let now = 0;
  const restarts: number[] = [];
  let person = false;
  while (now < seconds * 1000) {
    if (health.next.do === 'restart') {
      restarts.push(now);
      health = noteRestart(health, now, policy);
    } else {
      health = observe(health, refused, now, policy);
      person ||= health.next.do === 'person';
    }
    now = Math.max(now, health.next.at);
  }
  return { restarts, person };
}

describe('laws', () => {
  const events = fc.array(
    fc.tuple(
      fc.constantFrom<Observation | 'restart'>(good, loading, refused, slow, missing, 'restart'),
      fc.integer({ min: 0, max: 900_000 }),
    ),
    { maxLength: 60 },
  );
  const play = (list: [Observation | 'restart', number][], each: (before: ServiceHealth, now: number, health: ServiceHealth) => void) => {
    let health = start;
    let now = 0;
    for (const [event, pause] of list) {
      now += pause;
      const before = health;
      // A watcher restarts only when it is told to.
      if (event === 'restart') health = health.next.do === 'restart' ? noteRestart(health, now, policy) : health;
      else health = observe(health, event, now, policy);
      each(before, now, health);
    }
  };

  test('never more restarts in an hour than allowed, and `since` moves only with the state', () => {
    fc.assert(
      fc.property(events, (list) => {
        play(list, (before, now, health) => {
          expect(health.restarts.filter((at) => at > now - 3_600_000).length).toBeLessThanOrEqual(policy.mostRestartsPerHour);
          expect(health.since === before.since || health.state !== before.state).toBe(true);
          expect(health.since).toBeLessThanOrEqual(now);
          expect(health.state === 'up').toBe(health.why === null && health.state !== 'unknown');
        });
      }),
    );
  });

  test('there is always a next step, and it lies ahead', () => {
    fc.assert(
      fc.property(events, (list) => {
        play(list, (before, now, health) => {
          expect(health === before || health.next.at >= now).toBe(true);
          expect(health.next.at - now).toBeLessThanOrEqual(10_000);
        });
      }),
    );
  });
});

test('people read it in one line', () => {
  expect(describeHealth(start, 5000)).toBe('Ollama is not known yet; looked at again now');
  expect(describeHealth(after([good, 0]), 120_000)).toBe('Ollama is up for 2 min; looked at again now');
  expect(describeHealth(withWaiting(after([good, 0], [missing, 1000]), 3), 1000)).toBe(
    'Ollama is down for 0 s because no such model; 3 wait for it; looked at again in 1 s',
  );
  expect(describeHealth(after([refused, 0]), 0)).toBe('Ollama is down for 0 s because nothing listens; restarted now');
});
