import fc from 'fast-check';
import type { Hand, ListPlan, PlannedTask } from './list-plan.ts';

const verbs = ['Add', 'Count', 'Draw', 'Explain', 'Prüfe', 'Rename', 'Split', 'Sort', '整理', 'Écrire'];
const words = [
  'parser', 'für', 'größere', 'Längen', '日本語', 'naïve', 'queue', '`code`', '_names_', '&amp;', 'page', 'twelve', 'rows', "it's", '«quoted»', '100 %',
  'and', 'a very long word that goes on', '*stars*', 'ß', 'Ω', '→', '\\*', 'e-mail', '[link](https://example.org/a_b)', '#tag', '🚀', 'v1.2.3', 'S3', '(maybe)',
]; // prettier-ignore

const phrase = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 }).map((chosen) => chosen.join(' '));
export const title = fc.tuple(fc.constantFrom(...verbs), phrase).map((parts) => parts.join(' '));
const sentence = fc
  .tuple(fc.constantFrom('Everybody needs', 'People asked for', 'Nothing works without'), phrase)
  .map((parts) => `${parts.join(' ')}.`);
const criterion = fc.tuple(fc.constantFrom('It shows', 'There is', 'Nobody sees'), phrase).map((parts) => parts.join(' '));

const status = fc.oneof(
  { weight: 6, arbitrary: fc.constant('pending' as const) },
  { weight: 3, arbitrary: fc.constant('completed' as const) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'active' as const,
      'error' as const,
      'blocked' as const,
      'human-review' as const,
      'canceled' as const,
      'skipped' as const,
    ),
  },
);

function task(depth: number): fc.Arbitrary<PlannedTask> {
  return fc.record({
    title,
    status,
    description: fc.option(sentence, { freq: 2 }),
    criteria: fc.array(criterion, { maxLength: 2 }),
    checks: fc.array(fc.record({ text: criterion, done: fc.boolean() }), { maxLength: 2 }),
    priority: fc.option(fc.constantFrom('low' as const, 'medium' as const, 'high' as const, 'critical' as const), { freq: 3 }),
    waits: fc.boolean(),
    children:
      depth === 0
        ? fc.constant([])
        : fc.oneof(
            { weight: 2, arbitrary: fc.constant([]) },
            { weight: 1, arbitrary: fc.array(task(depth - 1), { minLength: 1, maxLength: 3 }) },
          ),
  });
}

const between = fc.constantFrom(
  'Some words before the next part, with a list:\n\n* of things\n* that are no tasks',
  '```\n- [ ] 9.9 not a task\n### 9.8 neither\n```',
  '<!-- a note\n- [ ] 9.7 a thing that was parked\n-->',
  '> Somebody said this.',
  '    - [ ] indented code',
  '<div>\n- [ ] in HTML\n</div>',
  '* * *',
);

const hand: fc.Arbitrary<Hand> = fc.record({
  bullet: fc.constantFrom('-', '*', '+'),
  indent: fc.constantFrom('  ', '   ', '    ', '\t'),
  labels: fc.constantFrom('**L**: v', '**L:** v', 'L: v', '__L__: v'),
  fields: fc.constantFrom('bullets', 'lines'),
  separator: fc.constantFrom('', '.', ':', ' -', ')'),
  kind: fc.constantFrom('', 'Task '),
  around: fc.constantFrom('', '**', '`'),
  level: fc.constantFrom(2, 3),
  closesHeadings: fc.boolean(),
  channel: fc.constantFrom('field', 'box', 'suffix'),
  gap: fc.constantFrom('', '\n', '\n\n', '\n---\n\n'),
  words: fc.constantFrom('ours', 'Capitals', 'UPPER'),
  trailing: fc.constantFrom('', '  '),
  between: fc.array(between, { maxLength: 3 }),
  isDashed: fc.boolean(),
  frontMatter: fc.boolean(),
});

export const dialects = ['headings', 'ai-dev-tasks', 'spec-kit', 'kiro', 'openspec', 'checklist', 'outline', 'table'] as const;

/** A list as people write them, in this dialect. */
export const listPlan = (dialect: (typeof dialects)[number]): fc.Arbitrary<ListPlan> =>
  fc.record({
    dialect: fc.constant(dialect),
    groups: fc.array(
      fc.record({ title, intro: fc.option(sentence, { freq: 3 }), tasks: fc.array(task(1), { minLength: 2, maxLength: 4 }) }),
      { minLength: 1, maxLength: 3 },
    ),
    hand,
  });
