import { type StopPoint, findNextTask, parse } from '@devteam/task-list';
import { describe, expect, test } from 'vitest';
import { haltsHere } from './halts-here.ts';
import { findReachedStopNow, stopsBehind } from './reached-stop.ts';
import { type StopPlan, type StopSnapshot, planStopPoints } from './plan-stop-points.ts';
import type { StopWish } from './stop-wish.ts';

const of = (text: string) => parse(new TextEncoder().encode(text), { path: 'task_lists.md' });
const heading = (id: string, status: string) => `### ${id} Task ${id}\n- **Status**: ${status}\n\n`;
const statuses = (...marks: string[]) => {
  const tasks = marks.map((mark, index) => heading(index < 3 ? `1.${index + 1}` : `2.${index - 2}`, mark));
  return of(`# L\n\n## 1. Group\n\n${tasks.slice(0, 3).join('')}## 2. Other\n\n${tasks.slice(3).join('')}`);
};
const five = statuses('completed', 'pending', 'pending', 'pending', 'pending');
const none = { minutes: 0, attempts: 0, tokens: 0, dollars: 0 };
const snapshot: StopSnapshot = { list: five, running: null, spent: none };
const codeOf = (plan: StopPlan) => (plan.outcome === 'refused' ? plan.failure.code : plan.outcome);
const after = (target: string): StopWish => ({ when: 'after', target });

describe('stop points that are asked for', () => {
  test('tasks, groups, merges and budgets are taken, twice the same once, with what each covers', () => {
    const wishes: StopWish[] = [
      after('1.3'),
      after('1.3'),
      { when: 'before', target: '2' },
      { when: 'before_merge', target: '1.2' },
      { when: 'budget', measure: 'dollars', limit: 5 },
    ];
    const plan = planStopPoints(snapshot, wishes);
    expect(plan.outcome === 'accepted' ? [...plan.covers.values()] : plan).toEqual([['1.3'], ['2.1', '2.2'], ['1.2'], []]);
  });

  test.each<[string, StopWish, Partial<StopSnapshot>, string]>([
    ['an unknown id', after('1.9'), {}, 'stop_point_unknown'],
    ['what is done', after('1.1'), {}, 'stop_point_passed'],
    ['before what has begun', { when: 'before', target: '1.2' }, { running: { key: '1.2', phase: 'PREP' } }, 'stop_point_passed'],
    ['before a group that has begun', { when: 'before', target: '1' }, {}, 'stop_point_passed'],
    [
      'a merge that is under way',
      { when: 'before_merge', target: '1.2' },
      { running: { key: '1.2', phase: 'MERGE' } },
      'stop_point_passed',
    ],
    ['a budget that is spent', { when: 'budget', measure: 'tokens', limit: 10 }, { spent: { ...none, tokens: 10 } }, 'stop_point_passed'],
    ['a budget of nothing', { when: 'budget', measure: 'tokens', limit: 0 }, {}, 'request_invalid'],
  ])('%s is refused, and then none is taken', (_name, wish, change, code) => {
    expect(codeOf(planStopPoints({ ...snapshot, ...change }, [after('2.2'), wish]))).toBe(code);
  });

  test('an unknown id is answered with the nearest', () => {
    const plan = planStopPoints(snapshot, [after('1.9')]);
    expect(plan.outcome === 'refused' ? plan.failure.why : '').toContain('1.');
    expect(plan.outcome === 'refused' ? plan.failure.evidence : '').toMatch(/^nearest: /);
  });

  test('what runs can still be halted after itself, and before its merge', () => {
    const running = { ...snapshot, running: { key: '1.2', phase: 'VERIFY' } } as const;
    expect(codeOf(planStopPoints(running, [after('1.2'), { when: 'before_merge', target: '1.2' }]))).toBe('accepted');
  });
});

describe('where an execution halts', () => {
  const at = (list: StopSnapshot['list'], stops: StopWish[]) => ({ list, stops, passed: [] });

  const now = (
    list: StopSnapshot['list'],
    stops: StopWish[],
    { landed = [] as string[], passed = [] as StopPoint[], skipped = [] as string[] } = {},
  ) => {
    const of = (when: 'before' | 'after') => stops.flatMap((stop) => (stop.when === when ? [stop.target] : []));
    const given = { stopAfter: of('after'), stopBefore: of('before'), passedStops: passed };
    const next = findNextTask(list, { skip: new Set(skipped) });
    return findReachedStopNow(list, given, { landed: new Set(landed), skipped: new Set(skipped), next });
  };

  test('after a task: once all of it is closed, by whoever, and not before', () => {
    expect(now(five, [after('1.2')], { landed: ['1.1'] })).toBeUndefined();
    const second = statuses('completed', 'completed', 'pending', 'pending', 'pending');
    expect(now(second, [after('1.2')], { landed: ['1.2'] })).toEqual(after('1.2'));
    expect(now(second, [after('1.2')])).toEqual(after('1.2'));
    expect(now(second, [after('1')], { landed: ['1.2'] })).toBeUndefined();
    const group = statuses('completed', 'completed', 'completed', 'pending', 'pending');
    expect(now(group, [after('1')], { landed: ['1.3'] })).toEqual(after('1'));
    expect(now(five, [after('1.2')], { skipped: ['1.2'] })).toEqual(after('1.2'));
  });

  test('after a task that was behind us: only if it is done anew', () => {
    const passed: StopPoint[] = [{ when: 'after', target: '1.1' }];
    expect(now(five, [after('1.1')], { passed })).toBeUndefined();
    expect(now(five, [after('1.1')], { passed, landed: ['1.1'] })).toEqual(after('1.1'));
    const list = of('---\nstop-after: [1.1, 2.1]\nstop-before: 2.2\n---\n# L\n\n- [x] 1.1 A\n- [ ] 2.1 B\n- [ ] 2.2 C\n');
    expect(stopsBehind(list)).toEqual(passed);
  });

  test('before a task: what would really begin counts, and once', () => {
    const stop: StopPoint = { when: 'before', target: '1.2' };
    expect(now(five, [stop])).toEqual(stop);
    expect(now(five, [stop], { passed: [stop] })).toBeUndefined();
    const third: StopPoint = { when: 'before', target: '1.3' };
    expect(now(five, [third])).toBeUndefined();
    expect(now(five, [third], { skipped: ['1.2'] })).toEqual(third);
  });

  test('before a merge: each task of a group once', () => {
    const stop: StopWish = { when: 'before_merge', target: '1' };
    expect(haltsHere(at(five, [stop]), { at: 'merge', key: '1.2' })).toEqual(stop);
    expect(haltsHere({ ...at(five, [stop]), passed: [{ stop, key: '1.2' }] }, { at: 'merge', key: '1.2' })).toBeUndefined();
    expect(haltsHere({ ...at(five, [stop]), passed: [{ stop, key: '1.2' }] }, { at: 'merge', key: '1.3' })).toEqual(stop);
    expect(haltsHere(at(five, [stop]), { at: 'merge', key: '2.1' })).toBeUndefined();
  });

  test('at a budget: when the limit is reached', () => {
    const stop: StopWish = { when: 'budget', measure: 'minutes', limit: 60 };
    expect(haltsHere(at(five, [stop]), { at: 'spent', spent: { ...none, minutes: 59.9 } })).toBeUndefined();
    expect(haltsHere(at(five, [stop]), { at: 'spent', spent: { ...none, minutes: 60 } })).toEqual(stop);
  });

  test('a walk over the list halts right after the wanted task, wherever both begin', () => {
    const ids = ['1.1', '1.2', '1.3', '2.1', '2.2'];
    const lists = ids.map((_, done) => statuses(...ids.map((_id, index) => (index <= done ? 'completed' : 'pending'))));
    const walk = (begin: number, wanted: string): string | undefined => {
      const landed = new Set<string>();
      for (const [done, list] of lists.entries()) {
        if (done < begin) continue;
        landed.add(ids[done] ?? '');
        if (now(list, [after(wanted)], { landed: [...landed], passed: ids.slice(0, begin).map((target) => ({ when: 'after', target })) }))
          return ids[done];
      }
      return undefined;
    };
    for (const [begin] of ids.entries())
      expect(ids.map((wanted) => walk(begin, wanted))).toEqual(ids.map((wanted, index) => (index < begin ? undefined : wanted)));
  });
});
