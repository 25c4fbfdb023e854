import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detect, parse, type Task, type TaskList } from '../src/index.ts';
import { checkInjection, injectionKinds } from './injection-laws.ts';
import { checkOneByte, checkStatus, checkThereAndBack, statuses } from './status-laws.ts';
import { dialects, listPlan } from './arbitrary-lists.ts';
import { writePlan } from './list-plan.ts';
import { trials } from './scale.ts';
import { bytesOf, variants } from './variants.ts';

/** A list that is written down in some dialect and some person's hand is read as it was meant. */
describe.each(dialects)('%s', (dialect) => {
  test('is read as it was meant', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(listPlan(dialect), fc.constantFrom(...variants), (plan, variant) => {
        const { text, tasks } = writePlan(plan);
        const bytes = variant.of(bytesOf(text));
        const list = parse(bytes);
        expect(detect(bytes).dialect).toBe(dialect);
        expect(list.diagnostics.filter(({ code }) => code.startsWith('E'))).toEqual([]);
        const isBroken = variant.name.includes('UTF-8');
        // A cell loses its emphasis; a status that nobody wrote follows from sub-tasks and checks.
        const plain = (text: string): string => (isBroken ? '' : dialect === 'table' ? text.replace(/[*_`]/g, '') : text);
        const told = list.tasks.map(({ statusSource }) => statusSource !== 'derived' && statusSource !== 'checks');
        expect(
          list.tasks.map(({ id, title, status, parent }, index) => ({
            id,
            title: plain(title),
            status: told[index] ? status : null,
            parent: id === null ? null : parent,
          })),
        ).toEqual(
          tasks.map(({ id, title, status, parentId }, index) => ({
            id,
            title: plain(title),
            status: told[index] ? status : null,
            parent: parentId?.toLowerCase() ?? null,
          })),
        );
      }),
      trials(400, 6),
    );
  });

  const cases = (law: (list: TaskList, task: Task, turn: number) => void, runs: ReturnType<typeof trials>): void =>
    fc.assert(
      fc.property(listPlan(dialect), fc.constantFrom(...variants), fc.nat(1000), fc.nat(100), (plan, variant, pick, turn) => {
        const list = parse(variant.of(bytesOf(writePlan(plan).text)));
        const task = list.tasks[pick % list.tasks.length];
        if (task) law(list, task, turn);
      }),
      runs,
    );

  test('a status changes nothing but itself', { timeout: 60_000 }, () => {
    cases(
      (list, task, turn) => {
        const status = statuses[turn % statuses.length] ?? 'completed';
        const after = checkStatus(list, task, status);
        expect(typeof after).toBe('object');
        checkOneByte(list, task);
      },
      trials(400, 4),
    );
  });

  test('there and back leaves nothing behind', { timeout: 60_000 }, () => {
    expect(() => cases((list, task) => checkThereAndBack(list, task), trials(200, 2))).not.toThrow();
  });

  test('an injection changes nothing but its place', { timeout: 60_000 }, () => {
    const wrong: unknown[] = [];
    cases(
      (list, task, turn) => {
        const kind = injectionKinds[turn % injectionKinds.length];
        if (!kind) return;
        const result = checkInjection(list, task, kind);
        // A closed task cannot be replaced; every other place is there.
        const isFair =
          typeof result === 'string' ? result === 'E132' && kind.name === 'replace' : detect(result.after.bytes).dialect === dialect;
        if (!isFair) wrong.push(result);
      },
      trials(400, 4),
    );
    expect(wrong).toEqual([]);
  });
});
