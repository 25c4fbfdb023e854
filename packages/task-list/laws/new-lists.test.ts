import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findNextTask, newTaskList, parse, TaskListRefusal, template, type NewTask } from '../src/index.ts';
import { title } from './arbitrary-lists.ts';
import { BrokenLaw } from './facts.ts';
import { trials } from './scale.ts';
import { byteText } from './variants.ts';

const task: fc.Arbitrary<NewTask> = fc.record(
  {
    title,
    description: title,
    acceptanceCriteria: fc.array(
      fc.oneof(title, fc.constantFrom('# not a heading', '- dash', '1. one', '> quoted', '[x] box', '`code`', '| bar')),
      { minLength: 1, maxLength: 3 },
    ),
    priority: fc.constantFrom('low' as const, 'medium' as const, 'high' as const, 'critical' as const),
    complexity: fc.constantFrom('simple' as const, 'medium' as const, 'complex' as const),
    estimatedDuration: fc.integer({ min: 1, max: 5000 }),
    tags: fc.constant(['web', 'shop']),
    files: fc.constant(['src/a.ts', 'src/b.ts']),
  },
  { requiredKeys: ['title'] },
);

/** Law 10: what a new list is made of is what it says. */
test('a new list gives its tasks back', { timeout: 60_000 }, () => {
  let read = 0;
  fc.assert(
    fc.property(
      title,
      fc.array(fc.record({ title, tasks: fc.array(task, { minLength: 1, maxLength: 4 }) }), { minLength: 1, maxLength: 3 }),
      (name, groups) => {
        let bytes: Uint8Array;
        try {
          bytes = newTaskList(name, groups);
        } catch (error) {
          if (error instanceof TaskListRefusal && error.diagnostic.code === 'E140') return;
          throw error;
        }
        const list = parse(bytes);
        const told = list.tasks.map(
          ({ title, description, acceptanceCriteria, priority, complexity, estimatedDuration, files, status }) => ({
            title,
            description,
            acceptanceCriteria,
            priority,
            complexity,
            estimatedDuration,
            files,
            status,
          }),
        );
        const wanted = groups.flatMap(({ tasks }) =>
          tasks.map((one) => ({
            title: one.title,
            description: one.description ?? '',
            acceptanceCriteria: one.acceptanceCriteria ?? [],
            priority: one.priority ?? 'medium',
            complexity: one.complexity ?? 'medium',
            estimatedDuration: one.estimatedDuration ?? null,
            files: one.files ?? [],
            status: 'pending',
          })),
        );
        if (JSON.stringify(told) !== JSON.stringify(wanted) || list.dialect !== 'headings' || list.title !== name)
          throw new BrokenLaw('a new list says something else', { told, wanted, name, reads: list.title, text: byteText(bytes) });
        read++;
      },
    ),
    trials(400, 15),
  );
  expect(read).toBeGreaterThan(5);
});

test('the template says what to do first, and cannot start the second task by accident', () => {
  const list = parse(template({ title: 'Shop' }));
  expect(list.diagnostics).toEqual([]);
  expect(findNextTask(list)?.key).toBe('1.1');
  expect(list.tasks.map(({ status }) => status)).toEqual(['pending', 'blocked']);
});
