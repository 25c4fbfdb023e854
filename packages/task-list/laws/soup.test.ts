import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, type Task, type TaskList } from '../src/index.ts';
import { soup } from './arbitrary-soup.ts';
import { checkInjection, injectionKinds, newTask } from './injection-laws.ts';
import { trials } from './scale.ts';
import { checkOneByte, checkStatus, checkThereAndBack, statuses } from './status-laws.ts';
import { bytesOf } from './variants.ts';

/** The same laws where anything can follow anything: an edit may be refused, but never do another thing than it says. */
describe('soup', () => {
  const cases = (law: (list: TaskList, task: Task, turn: number) => void, runs: ReturnType<typeof trials>): void =>
    fc.assert(
      fc.property(soup, fc.nat(1000), fc.nat(100), (text, pick, turn) => {
        const list = parse(bytesOf(text));
        const task = list.tasks[pick % list.tasks.length];
        if (task) law(list, task, turn);
      }),
      runs,
    );

  test('statuses', { timeout: 60_000 }, () => {
    let done = 0;
    cases(
      (list, task, turn) => {
        if (typeof checkStatus(list, task, statuses[turn % statuses.length] ?? 'completed', {}, false) !== 'string') done++;
        checkOneByte(list, task);
      },
      trials(3000, 50),
    );
    expect(done).toBeGreaterThan(10);
  });

  test('there and back', { timeout: 60_000 }, () => {
    expect(() => cases((list, task) => checkThereAndBack(list, task, {}, false), trials(1500, 30))).not.toThrow();
  });

  test('injections', { timeout: 60_000 }, () => {
    let done = 0;
    cases(
      (list, task, turn) => {
        const kind = injectionKinds[turn % injectionKinds.length];
        if (kind && typeof checkInjection(list, task, kind, {}, newTask, false) !== 'string') done++;
      },
      trials(3000, 50),
    );
    expect(done).toBeGreaterThan(10);
  });
});
