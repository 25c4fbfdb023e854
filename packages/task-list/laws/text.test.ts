import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyEdits,
  inject,
  parse,
  setField,
  setStatus,
  TaskListRefusal,
  type Edit,
  type FieldValue,
  type TaskList,
} from '../src/index.ts';
import { dialects, listPlan } from './arbitrary-lists.ts';
import { BrokenLaw } from './facts.ts';
import { writePlan } from './list-plan.ts';
import { trials } from './scale.ts';
import { writeKey } from './status-laws.ts';
import { byteText, bytesOf } from './variants.ts';

/** Pieces of text that mean something somewhere, among words. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom('word', 'Words', 'and more', 'für', '日本語', '🚀', ' ', '\n', '\t', '  '),
      fc.constantFrom(
        '#',
        '>',
        '-',
        '+',
        '*',
        '|',
        '<',
        '~',
        '[',
        ']',
        '`',
        '1.',
        '1)',
        '1.1',
        'T001',
        '(done)',
        '(INJECTED)',
        '✅',
        '— done',
        ':',
        'Status:',
        '**Status**: x',
        '[ ]',
        '[x] ',
        '<!--',
        '-->',
        '\\',
        '\\#',
        '\0',
        '\u200e',
        '\u2028',
        '\ud800',
        '&amp;',
        '_a_',
        '**b**',
        '(Status: done)',
        'Task 1:',
        '#tag',
        '~3d',
        '===',
        '---',
        '```',
        '"',
        "'",
        '，',
        '：',
        '{',
        '=',
        '.',
      ),
      fc.string({ maxLength: 5 }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join(''));

const collapsed = (value: string): string => value.replace(/\s+/gu, ' ').trim();

function edits(run: () => Edit[]): Edit[] | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof TaskListRefusal && /^E1[34]/.test(error.diagnostic.code)) return undefined;
    throw error;
  }
}

const again = (list: TaskList, all: Edit[]): TaskList => parse(applyEdits(list.bytes, all), { dialect: list.dialect });

/** Law 7: text put in comes back, collapsed, or is refused; and nothing else changes. */
describe.each(dialects)('%s', (dialect) => {
  const property = (law: (list: TaskList, pick: number, value: string) => boolean, runs: ReturnType<typeof trials>): number => {
    let done = 0;
    fc.assert(
      fc.property(listPlan(dialect), fc.nat(1000), text, (plan, pick, value) => {
        if (law(parse(bytesOf(writePlan(plan).text), { dialect }), pick, value)) done++;
      }),
      runs,
    );
    return done;
  };

  const mustSay = (what: string, list: TaskList, after: TaskList, value: unknown, reads: unknown, wanted: unknown): void => {
    if (JSON.stringify(reads) !== JSON.stringify(wanted))
      throw new BrokenLaw(`${what} does not come back`, {
        value,
        reads,
        wanted,
        before: byteText(list.bytes),
        after: byteText(after.bytes),
      });
  };

  test('of a new task', { timeout: 60_000 }, () => {
    const done = property(
      (list, pick, value) => {
        const anchor = list.tasks[pick % list.tasks.length];
        if (!anchor) return false;
        const task =
          pick % 3 === 0
            ? { title: value }
            : pick % 3 === 1
              ? { title: 'Cut', description: value }
              : { title: 'Cut', acceptanceCriteria: ['It works', value] };
        const all = edits(
          () =>
            inject(list, {
              place: { type: 'positional', after: anchor.key },
              task,
              at: '2026-11-22T10:31:00Z',
              ...(pick % 2 === 0 ? { reason: value } : {}),
            }).edits,
        );
        if (!all) return false;
        const after = again(list, all);
        if (after.tasks.length !== list.tasks.length + 1)
          throw new BrokenLaw('not one task more', { value, task, before: byteText(list.bytes), after: byteText(after.bytes) });
        const titles = list.tasks.map(({ title }) => title);
        const added = after.tasks.find(({ title }, index) => title !== titles[index]) ?? after.tasks.at(-1);
        if (!added) return false;
        mustSay('a title', list, after, value, added.title, collapsed(task.title));
        if (list.family !== 'headings' && list.family !== 'checklist') return true;
        if (task.description !== undefined) mustSay('a description', list, after, value, added.description, collapsed(task.description));
        if (task.acceptanceCriteria)
          mustSay('a criterion', list, after, value, added.acceptanceCriteria, task.acceptanceCriteria.map(collapsed));
        if (pick % 2 === 0) mustSay('a reason', list, after, value, added.injection?.reason, collapsed(value));
        return true;
      },
      trials(200, 4),
    );
    expect(done).toBeGreaterThan(0);
  });

  test('of a field and of the detail of a status', { timeout: 60_000 }, () => {
    property(
      (list, pick, value) => {
        const index = pick % list.tasks.length;
        const task = list.tasks[index];
        if (!task) return false;
        const key = writeKey(list, task);
        const fields = ['title', 'description', 'acceptanceCriteria', 'executionSummary', 'files'] as const;
        const field = fields[pick % fields.length] ?? 'title';
        const given: FieldValue = field === 'acceptanceCriteria' || field === 'files' ? [value] : value;
        const all = pick % 6 === 5 ? undefined : edits(() => setField(list, key, field, given));
        if (all) {
          const after = again(list, all);
          mustSay(field, list, after, value, after.tasks[index]?.[field], Array.isArray(given) ? given.map(collapsed) : collapsed(value));
          mustSay(
            'the other tasks',
            list,
            after,
            value,
            after.tasks.toSpliced(index, 1).map(({ title, status }) => [title, status]),
            list.tasks.toSpliced(index, 1).map(({ title, status }) => [title, status]),
          );
        }
        const blocked = edits(() => setStatus(list, key, 'blocked', { detail: value }));
        if (!blocked) return all !== undefined;
        const after = again(list, blocked);
        mustSay('the status', list, after, value, after.tasks[index]?.status, 'blocked');
        return true;
      },
      trials(200, 4),
    );
    expect(dialects).toContain(dialect);
  });
});
