import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from '../src/index.ts';
import { listPlan } from './arbitrary-lists.ts';
import { BrokenLaw } from './facts.ts';
import { checkInjection, injectionKinds } from './injection-laws.ts';
import { type Hand, writePlan } from './list-plan.ts';
import { trials } from './scale.ts';
import { byteText, bytesOf, variants } from './variants.ts';

/** `**Priority**:` as this person writes it. */
const priorityOf = (hand: Hand): string =>
  ({ '**L**: v': '**Priority**: high', '**L:** v': '**Priority:** high', 'L: v': 'Priority: high', '__L__: v': '__Priority__: high' })[
    hand.labels
  ];

/** Law 6: a new task is written as its neighbors are: level, kind and closing marks of headings, bullets, indents, tabs, labels. */
test('a new heading task looks like its neighbors', { timeout: 60_000 }, () => {
  let looked = 0;
  fc.assert(
    fc.property(listPlan('headings'), fc.constantFrom(...variants), fc.nat(1000), fc.nat(1), (plan, { of }, pick, turn) => {
      const { hand } = plan;
      const list = parse(of(bytesOf(writePlan(plan).text)));
      const task = list.tasks[pick % list.tasks.length];
      const kind = injectionKinds[turn];
      if (!task || !kind) return;
      const result = checkInjection(list, task, kind);
      if (typeof result === 'string') return;
      looked++;
      const text = byteText(result.edits[0]?.bytes ?? new Uint8Array());
      const [head = '', ...below] = text.split(/\r?\n/).filter((line) => line.trim() !== '' && line.trim() !== '---');
      const neighbor =
        byteText(list.bytes)
          .slice(list.bytes.lastIndexOf(10, task.head.offset) + 1)
          .split(/\r?\n/)[0] ?? '';
      const marks = /^#+/.exec(neighbor)?.[0] ?? '';
      const isLike =
        head.startsWith(`${marks} `) &&
        head.includes(hand.kind) &&
        head.includes(`${hand.around}${hand.separator} `) &&
        head.endsWith(` ${marks}`) === hand.closesHeadings;
      const isField = below.includes(`${hand.fields === 'bullets' ? `${hand.bullet} ` : ''}${priorityOf(hand)}`);
      if (!isLike || !isField) throw new BrokenLaw('a new task looks another way than its neighbors', { neighbor, text, hand });
    }),
    trials(400, 12),
  );
  expect(looked).toBeGreaterThan(5);
});

test.each(['ai-dev-tasks', 'kiro', 'openspec', 'spec-kit', 'checklist'] as const)(
  'a new item of %s looks like its neighbors',
  { timeout: 60_000 },
  (dialect) => {
    let looked = 0;
    fc.assert(
      fc.property(listPlan(dialect), fc.constantFrom(...variants), fc.nat(1000), fc.nat(1), (plan, { of }, pick, turn) => {
        const { hand } = plan;
        const list = parse(of(bytesOf(writePlan(plan).text)));
        const task = list.tasks[pick % list.tasks.length];
        const kind = injectionKinds[turn];
        if (!task || !kind) return;
        const result = checkInjection(list, task, kind);
        if (typeof result === 'string') return;
        looked++;
        const lines = byteText(result.edits[0]?.bytes ?? new Uint8Array())
          .split(/\r?\n/)
          .filter((line) => line.trim() !== '');
        const lead = hand.indent.repeat(Math.max(0, result.added.depth - 1));
        const [head = '', ...below] = lines;
        const isHead = head.startsWith(`${lead}${hand.bullet} [ ] `);
        const isBelow = below.every((line) => /^[ \t]+[-*+] /.test(line));
        const isTabbed = hand.indent !== '\t' || lead === '' || below.every((line) => line.startsWith(lead));
        if (!isHead || !isBelow || !isTabbed)
          throw new BrokenLaw('a new item looks another way than its neighbors', { lines, hand, before: byteText(list.bytes) });
      }),
      trials(150, 5),
    );
    expect(looked).toBeGreaterThan(2);
  },
);
