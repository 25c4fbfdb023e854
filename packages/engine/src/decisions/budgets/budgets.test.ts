import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Budget, type Measure, checkBudgets, remaining } from './budget.ts';
import { forecast, forecastEnd } from './forecast.ts';
import { type Facts, metricsOf } from './metrics.ts';

const budget = (used: Budget['used'], change: Partial<Budget> = {}): Budget => ({
  scope: { kind: 'project', id: 'shop' },
  limits: { dollars: 10, attempts: 5 },
  used,
  warned: [],
  ...change,
});

describe('budgets', () => {
  test('four fifths warn once, the limit pauses for as long as it stands', () => {
    expect(checkBudgets([budget({ dollars: 7.99, attempts: 3 })])).toEqual([]);
    expect(checkBudgets([budget({ dollars: 8 })])).toMatchObject([
      { measure: 'dollars', what: 'warn', words: '$8.00 of $10.00 of project shop are used' },
    ]);
    expect(checkBudgets([budget({ dollars: 9 }, { warned: ['dollars'] })])).toEqual([]);
    const reached = [budget({ dollars: 10, attempts: 4 }, { warned: ['dollars', 'attempts'] })];
    expect(checkBudgets(reached)).toMatchObject([{ what: 'pause', failure: { code: 'budget_reached', place: 'shop' } }]);
    expect(checkBudgets(reached)).toHaveLength(1);
  });

  test('each of task, project and customer counts for itself, and the tightest bounds the next run', () => {
    const customer = budget({ dollars: 29 }, { scope: { kind: 'customer', id: 'acme' }, limits: { dollars: 30 } });
    expect(checkBudgets([budget({ dollars: 1 }), customer]).map(({ scope }) => scope.id)).toEqual(['acme']);
    expect(remaining([budget({ dollars: 1 }), customer])).toEqual({ dollars: 1, attempts: 5 });
    expect(remaining([budget({ attempts: 9 })])).toEqual({ dollars: 10, attempts: 0 });
  });

  test('however a budget is used up, it warns at most once and pauses exactly from the limit on', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { maxLength: 20 }), (steps) => {
        let used = 0;
        const warned: Measure[] = [];
        let warnings = 0;
        for (const step of steps) {
          used += step;
          const findings = checkBudgets([budget({ dollars: used }, { warned })]);
          expect(findings.some(({ what }) => what === 'pause')).toBe(used >= 10);
          const asked = findings.filter(({ what }) => what === 'warn').map(({ measure }) => measure);
          warnings += asked.length;
          warned.push(...asked);
        }
        expect(warnings).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the forecast', () => {
  test('says what the rest takes, between what and what, and on how little it rests', () => {
    expect(forecast([10, 20, 30], 4)).toMatchObject({ n: 3, expected: 80, note: 'from 3 finished tasks only' });
    const { range } = forecast([10, 20, 30], 4);
    // 1.2816 · √(100 · 4 · (1 + 4/3)) = 39.15
    expect(range?.from).toBeCloseTo(80 - 39.15, 1);
    expect(range?.to).toBeCloseTo(80 + 39.15, 1);
    expect(
      forecast(
        Array.from({ length: 20 }, () => 5),
        2,
      ),
    ).toMatchObject({ expected: 10, range: { from: 10, to: 10 }, note: null });
  });

  test('says that it cannot say', () => {
    expect(forecast([], 3)).toEqual({ tasksLeft: 3, n: 0, expected: null, range: null, note: 'no task is finished yet' });
    expect(forecast([7], 3)).toMatchObject({ expected: 21, range: null });
    expect(forecast([], 0)).toMatchObject({ expected: 0, note: null });
  });

  test('in one sentence', () => {
    const finished = [
      { minutes: 10, dollars: 1 },
      { minutes: 20, dollars: 1 },
    ];
    expect(forecastEnd(finished, 2).words).toBe('2 tasks left, about 30 minutes (12 to 48), $2.00, from 2 finished tasks only');
    expect(forecastEnd([], 1).words).toBe('1 task left, no task is finished yet');
  });

  test('four of five ends fall into the range, where tasks are alike', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    // Sums of four are bell-shaped enough.
    const task = () => 10 + 5 * (random() + random() + random() + random());
    let inside = 0;
    for (let round = 0; round < 500; round++) {
      const finished = Array.from({ length: 20 }, task);
      const rest = Array.from({ length: 10 }, task).reduce((total, one) => total + one, 0);
      const { range } = forecast(finished, 10);
      if (range && rest >= range.from && rest <= range.to) inside += 1;
    }
    expect(inside / 500).toBeGreaterThan(0.74);
    expect(inside / 500).toBeLessThan(0.86);
  });
});

describe('the figures', () => {
  const none: Facts = {
    tasks: [],
    errors: [],
    executions: [],
    preparations: [],
    injections: [],
    listWrites: [],
    queueWaits: [],
    deliveries: [],
  };
  const window = { from: 0, to: 100 };
  const task = {
    customerId: 'a',
    executionId: 'e',
    endedAt: 1,
    minutes: 10,
    outcome: 'landed',
    touchedByPerson: false,
    isVerified: true,
    attempts: 1,
  } as const;
  const facts: Facts = {
    ...none,
    tasks: [
      task,
      { ...task, minutes: 20, attempts: 3 },
      { ...task, touchedByPerson: true, minutes: 30 },
      { ...task, outcome: 'review', attempts: 3 },
      { ...task, outcome: 'canceled' },
      { ...task, endedAt: 100 },
      { ...task, customerId: 'b', outcome: 'failed' },
    ],
    errors: [
      { customerId: 'a', at: 1, resolvedBy: 'engine' },
      { customerId: 'a', at: 2, resolvedBy: 'person' },
      { customerId: 'a', at: 2, resolvedBy: null },
    ],
    executions: [{ customerId: 'a', endedAt: 5, runMinutes: 200, personMinutes: 20, hadStopPoint: true, haltedAtStopPoint: true }],
    queueWaits: [
      { customerId: 'a', at: 1, seconds: 2 },
      { customerId: 'a', at: 1, seconds: 4 },
    ],
  };
  const of = (name: string, customer: string | null = 'a', given = facts) =>
    metricsOf(given, window, customer).find((metric) => metric.name === name);

  test('equal a count by hand, of one customer and of all, in their window', () => {
    expect(of('tasksWithoutPerson')).toMatchObject({ numerator: 2, denominator: 4, n: 4, value: 0.5, window });
    expect(of('tasksWithoutPerson', null)).toMatchObject({ numerator: 2, denominator: 5 });
    expect(of('errorsResolvedByEngine')).toMatchObject({ numerator: 1, denominator: 2 });
    expect(of('minutesPerTask')).toMatchObject({ numerator: 60, denominator: 3, value: 20 });
    expect(of('personShareOfRunTime')).toMatchObject({ numerator: 20, denominator: 200, value: 0.1 });
    expect(of('autonomousShareOfRunTime')).toMatchObject({ value: 0.9 });
    expect(of('stopPointsReached')).toMatchObject({ value: 1 });
    expect(of('queueWaitSeconds')).toMatchObject({ value: 3 });
    expect(of('attemptsPerTask')).toMatchObject({ numerator: 8, denominator: 4, value: 2 });
  });

  test('few samples say so, and no case is no value', () => {
    expect(of('tasksWithoutPerson')?.note).toBe('only 4 samples');
    expect(of('repositorySetUps')).toMatchObject({ n: 0, value: null, note: 'only 0 samples' });
    const many = { ...none, preparations: Array.from({ length: 20 }, () => ({ customerId: 'a', at: 1, succeeded: true })) };
    expect(of('repositorySetUps', 'a', many)).toMatchObject({ value: 1, note: null });
  });
});
