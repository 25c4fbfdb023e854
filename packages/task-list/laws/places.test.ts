import { HtmlRenderer, Parser } from 'commonmark';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, inject, parse, type Task, type TaskList } from '../src/index.ts';
import { dialects, listPlan } from './arbitrary-lists.ts';
import { BrokenLaw } from './facts.ts';
import { checkInjection, injectionKinds } from './injection-laws.ts';
import { writePlan } from './list-plan.ts';
import { seed, times, trials } from './scale.ts';
import { byteText, bytesOf, variants } from './variants.ts';

const starts: Readonly<Record<(typeof dialects)[number], string>> = {
  headings:
    '# Plan\n\n## 1. Build\n\n### 1.1 First\n- **Status**: pending\n\n### 1.2 Second\n- **Status**: pending\n\n## 2. Ship\n\n### 2.1 Third\n- **Status**: pending\n',
  'ai-dev-tasks': '- [ ] 1.0 Whole\n  - [ ] 1.1 First\n  - [ ] 1.2 Second\n- [ ] 2.0 Other\n  - [ ] 2.1 Third\n',
  'spec-kit': '## Phase 1: Build\n\n- [ ] T001 First\n- [ ] T002 Second\n\n## Phase 2: Ship\n\n- [ ] T003 Third\n',
  kiro: '- [ ] 1. First\n- [ ] 2. Second\n- [ ] 3. Third\n',
  openspec: '## 1. Build\n\n- [ ] 1.1 First\n- [ ] 1.2 Second\n\n## 2. Ship\n\n- [ ] 2.1 Third\n',
  checklist: '## Build\n\n- [ ] First\n- [ ] Second\n\n## Ship\n\n- [ ] Third\n',
  outline: 'Phase 1 — Build\n\n1.1 First\n1.2 Second\n\nPhase 2 — Ship\n\n2.1 Third\n',
  table:
    '| ID | Task | Status |\n|---|---|---|\n| SHOP-1 | First | pending |\n| SHOP-2 | Second | pending |\n| SHOP-9 | Third | pending |\n',
};

/** Law 5: many injections at any places of one group; nobody is renumbered and all stand in the order that was asked for. */
describe.each(dialects)('%s', (dialect) => {
  test('200 injections', { timeout: 60_000 }, () => {
    let list: TaskList = parse(bytesOf(starts[dialect]));
    const old = new Map(list.tasks.map(({ title, id }) => [title, id]));
    const wanted = ['First', 'Second'];
    let state = seed >>> 0;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let turn = 0; turn < times(200, 12); turn++) {
      const at = next(wanted.length);
      const isAfter = next(2) === 1;
      const anchor = list.tasks.find(({ title }) => title === wanted[at]);
      if (!anchor) throw new BrokenLaw('a task is gone', { title: wanted[at], text: byteText(list.bytes) });
      const place = isAfter ? { type: 'positional' as const, after: anchor.key } : { type: 'positional' as const, before: anchor.key };
      const title = `New ${turn}`;
      list = parse(applyEdits(list.bytes, inject(list, { place, task: { title }, at: '2026-11-22T10:31:00Z' }).edits));
      wanted.splice(isAfter ? at + 1 : at, 0, title);
    }
    const inGroup = list.tasks.filter(({ title }) => wanted.includes(title));
    expect(inGroup.map(({ title }) => title)).toEqual(wanted);
    const ids = list.tasks.flatMap(({ id }) => (id === null ? [] : [id.toLowerCase()]));
    expect(new Set(ids).size).toBe(ids.length);
    expect(list.tasks.filter(({ title }) => old.has(title)).map(({ title, id }) => [title, id])).toEqual([...old]);
    expect(list.diagnostics.filter(({ code }) => code.startsWith('E'))).toEqual([]);
  });

  test('first and last in a group, and at an id', () => {
    const list = parse(bytesOf(starts[dialect]));
    const again = (place: Parameters<typeof inject>[1]['place']) =>
      parse(applyEdits(list.bytes, inject(list, { place, task: { title: 'New' }, at: '2026-11-22T10:31:00Z' }).edits)).tasks.map(
        ({ title }) => title,
      );
    const whole = list.tasks.find(({ title }) => title === 'First');
    const group = whole?.parent ?? whole?.group;
    const before = list.tasks.map(({ title }) => title);
    const at = before.indexOf('First');
    const first = group ? again({ type: 'positional', first: group }) : again({ type: 'positional', before: whole?.key ?? '' });
    expect(first).toEqual(before.toSpliced(at, 0, 'New'));
    const last = group ? again({ type: 'positional', last: group }) : again({ type: 'positional', after: list.tasks[at + 1]?.key ?? '' });
    expect(last).toEqual(before.toSpliced(at + 2, 0, 'New'));
  });
});

const html = (bytes: Uint8Array): string => new HtmlRenderer().render(new Parser().parse(byteText(bytes)));

/** The same text with one piece put in. */
function isOnePieceMore(before: string, after: string): boolean {
  let from = 0;
  while (from < before.length && before[from] === after[from]) from++;
  let back = 0;
  while (back < before.length - from && before[before.length - 1 - back] === after[after.length - 1 - back]) back++;
  return from + back === before.length;
}

test('what stands around a new task is shown as before', { timeout: 60_000 }, () => {
  let looked = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...dialects).chain(listPlan),
      fc.constantFrom(...variants),
      fc.nat(1000),
      fc.nat(100),
      (plan, { of }, pick, turn) => {
        const list = parse(of(bytesOf(writePlan(plan).text)));
        const task: Task | undefined = list.tasks[pick % list.tasks.length];
        const kind = injectionKinds[turn % 2];
        if (!task || !kind || (list.family !== 'headings' && list.family !== 'checklist')) return;
        const result = checkInjection(list, task, kind);
        if (typeof result === 'string') return;
        looked++;
        const [before, after] = [html(list.bytes), html(result.after.bytes)];
        if (!isOnePieceMore(before, after))
          throw new BrokenLaw('an injection changes what stands around it', {
            before: byteText(list.bytes),
            after: byteText(result.after.bytes),
            kind: kind.name,
            anchor: task.key,
          });
      },
    ),
    trials(800, 20),
  );
  expect(looked).toBeGreaterThan(10);
});
