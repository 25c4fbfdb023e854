import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dispatch } from './dispatch.ts';
import { type Candidate, type Limits, type Load, type RunningStep, patienceMs } from './load.ts';
import { runLoad } from './testing/run-load.ts';

const limits: Limits = { total: 5, perCustomer: 3, perProject: 1, lanes: { ollama: { slots: 1, label: 'local-model' } } };
const candidate = (id: string, change: Partial<Candidate> = {}): Candidate => ({
  id,
  customerId: id[0] ?? '',
  projectId: `${id[0]}/${id}`,
  lane: null,
  priority: 0,
  readySince: 0,
  notYet: null,
  ...change,
});
const load = (candidates: Candidate[], running: RunningStep[] = [], change: Partial<Load> = {}): Load => ({
  limits,
  running,
  candidates,
  lastStarts: {},
  now: 1000,
  ...change,
});
const ids = (steps: readonly { id: string }[]) => steps.map(({ id }) => id).join(' ');
const reasons = (given: Load) => Object.fromEntries(dispatch(given).wait.map(({ id, reason }) => [id, reason]));

describe('who runs next', () => {
  test('customers take turns, however much one of them asks for', () => {
    expect(
      ids(dispatch(load([candidate('a1'), candidate('a2'), candidate('a3'), candidate('a4'), candidate('b1'), candidate('c1')])).start),
    ).toBe('a1 b1 c1 a2 a3');
  });

  test('who has least running comes first, then who was served longest ago', () => {
    const one = { limits: { ...limits, total: 3 } };
    const running = [candidate('a8'), candidate('a9')];
    expect(ids(dispatch(load([candidate('a1'), candidate('b1')], running, one)).start)).toBe('b1');
    const lastStarts = { a: { total: 5 }, b: { total: 9 } };
    expect(ids(dispatch(load([candidate('b1'), candidate('a1')], [], { limits: { ...limits, total: 1 }, lastStarts })).start)).toBe('a1');
    const weights = { a: 3 };
    expect(
      ids(
        dispatch(load([candidate('a1'), candidate('b1')], [candidate('a9'), candidate('b9')], { limits: { ...limits, total: 3 }, weights }))
          .start,
      ),
    ).toBe('a1');
  });

  test('priority counts within a customer, and waiting raises it', () => {
    const late = candidate('a2', { priority: 3, readySince: 600_000 });
    const now = 600_000;
    expect(ids(dispatch(load([candidate('a1', { readySince: 500_000 }), late], [], { now, limits: { ...limits, total: 1 } })).start)).toBe(
      'a2',
    );
    expect(ids(dispatch(load([candidate('a1', { readySince: 0 }), late], [], { now, limits: { ...limits, total: 1 } })).start)).toBe('a1');
  });

  test('a full lane holds back those who need it and nobody else', () => {
    const local = { lane: 'ollama' };
    expect(ids(dispatch(load([candidate('a1', local), candidate('a2'), candidate('b1', local)], [candidate('c1', local)])).start)).toBe(
      'a2',
    );
  });

  test('in a lane its own turns count, so that who is busy elsewhere does not miss it for ever', () => {
    const local = { lane: 'ollama' };
    const lastStarts = { a: { total: 900, ollama: 1 }, b: { total: 500, ollama: 500 } };
    const given = load([candidate('b1', local), candidate('a1', local)], [candidate('a8'), candidate('a9')], { lastStarts });
    expect(ids(dispatch(given).start)).toBe('a1');
  });

  test('lowering a limit stops nothing and starts nothing', () => {
    const running = [candidate('a1'), candidate('b1'), candidate('c1')];
    expect(dispatch(load([candidate('d1')], running, { limits: { ...limits, total: 2 } })).start).toEqual([]);
    expect(ids(dispatch(load([candidate('d1')], running, { limits: { ...limits, total: 4 } })).start)).toBe('d1');
  });

  test('who has waited long for its lane has the last slot of its customer kept', () => {
    const now = patienceMs + 1;
    const two = { now, limits: { ...limits, perCustomer: 2 } };
    const waiting = [candidate('a1', { lane: 'ollama' }), candidate('a2', { readySince: now })];
    const running = [candidate('a9'), candidate('b9', { lane: 'ollama' })];
    expect(dispatch(load(waiting, running, two)).start).toEqual([]);
    expect(reasons(load(waiting, running, two))).toMatchObject({
      a2: 'the last slot of this customer is kept for a1, which has waited longer',
    });
    expect(ids(dispatch(load(waiting, running, { ...two, now: 1000 })).start)).toBe('a2');
  });
});

describe('why not now', () => {
  test('every step that waits says why, in words', () => {
    const local = { lane: 'ollama' };
    const given = load(
      [
        candidate('a1', { notYet: 'waiting for task 4' }),
        candidate('b1', local),
        candidate('c1', { ...local, readySince: 5 }),
        candidate('d1', { projectId: 'd/p' }),
        candidate('e4'),
        candidate('e5', { readySince: 7 }),
      ],
      [candidate('z1', local), candidate('d9', { projectId: 'd/p' }), candidate('e1'), candidate('e2'), candidate('e3')],
      { limits: { ...limits, total: 9 } },
    );
    expect(reasons(given)).toEqual({
      a1: 'waiting for task 4',
      b1: '1st for a local-model slot',
      c1: '2nd for a local-model slot',
      d1: 'another step of this project is under way',
      e4: '1st for one of the 3 slots of this customer',
      e5: '2nd for one of the 3 slots of this customer',
    });
    expect(reasons({ ...given, limits: { ...limits, total: 1 }, candidates: [candidate('x1')] })).toEqual({
      x1: '1st for one of the 1 slot that workers have',
    });
  });
});

const isFull = process.env['DEVTEAM_TEST_SCALE'] === 'full';

describe('over random loads', () => {
  const arrival = fc.record({
    at: fc.nat(120),
    customer: fc.constantFrom(0, 0, 0, 1, 1, 2, 3),
    lane: fc.constantFrom(null, 'ollama', 'gpt'),
    priority: fc.nat(3),
    seconds: fc.integer({ min: 1, max: 40 }),
  });
  const machine = fc.record({
    total: fc.integer({ min: 1, max: 10 }),
    perCustomer: fc.integer({ min: 1, max: 4 }),
    ollama: fc.integer({ min: 1, max: 2 }),
    gpt: fc.integer({ min: 1, max: 4 }),
  });

  test('no limit is passed, no slot stays empty that somebody could use, everybody starts, and the bound holds', () => {
    fc.assert(
      fc.property(fc.array(arrival, { minLength: 20, maxLength: 80, size: 'max' }), machine, (arrivals, sizes) => {
        const report = runLoad(arrivals, sizes);
        expect(report.violations).toEqual([]);
        expect(report.started).toBe(arrivals.length);
        expect(report.mostAhead).toBeLessThanOrEqual(report.customers - 1);
      }),
      { numRuns: isFull ? 1000 : 20 },
    );
  }, 120_000);

  test('a busy customer beside small ones: the small ones wait for one step of each other customer at most', () => {
    const busy = Array.from({ length: isFull ? 400 : 100 }, (_, index) => ({
      at: index,
      customer: 0,
      lane: index % 2 ? 'ollama' : null,
      priority: 3,
      seconds: 20,
    }));
    const small = Array.from({ length: isFull ? 60 : 15 }, (_, index) => ({
      at: index * 60,
      customer: 1 + (index % 2),
      lane: 'ollama',
      priority: 0,
      seconds: 20,
    }));
    const report = runLoad([...busy, ...small], { total: 3, perCustomer: 3, ollama: 1, gpt: 1 });
    expect(report).toMatchObject({ violations: [], started: busy.length + small.length });
    expect(report.mostAhead).toBeLessThanOrEqual(2);
    expect(report.longestWaitSeconds[1]).toBeLessThanOrEqual(60);
  });
});
