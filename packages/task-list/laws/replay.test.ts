import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, type TaskList } from '../src/index.ts';
import { edited, humanEdits } from './arbitrary-human-edits.ts';
import { dialects, listPlan } from './arbitrary-lists.ts';
import { carriedOut, wishes } from './arbitrary-operations.ts';
import { type ListPlan, writePlan } from './list-plan.ts';
import { checkMerge, checkReplay, checkReplayOnBase } from './replay-laws.ts';
import { samples } from './samples.ts';
import { isFullScale, someOf, trials } from './scale.ts';
import { bytesOf, type Variant, variants } from './variants.ts';

/** Law 8: what the engine does and what people do to the same list meanwhile. */
describe.each(dialects)('%s', (dialect) => {
  const written = (plan: ListPlan, variant: Variant): TaskList => parse(variant.of(bytesOf(writePlan(plan).text)), { dialect });
  const variant = fc.constantFrom(...variants);

  test('operations on what nobody changed come out as they were', { timeout: 60_000 }, () => {
    let done = 0;
    fc.assert(
      fc.property(listPlan(dialect), variant, wishes, (plan, form, all) => {
        const base = written(plan, form);
        const { operations, ours } = carriedOut(base, all);
        checkReplayOnBase(base, operations, ours);
        done += operations.length;
      }),
      trials(100, 3),
    );
    expect(done).toBeGreaterThan(2);
  });

  test('operations on what people changed lose nothing', { timeout: 60_000 }, () => {
    let applied = 0;
    fc.assert(
      fc.property(listPlan(dialect), variant, wishes, humanEdits, (plan, form, all, human) => {
        const base = written(plan, form);
        const { outcomes } = checkReplay(base, carriedOut(base, all).operations, edited(base, human));
        applied += outcomes.filter(({ outcome }) => outcome === 'applied').length;
      }),
      trials(100, 3),
    );
    expect(applied).toBeGreaterThan(1);
  });

  test('merging with nothing is nothing, merging with what nobody changed is ours', { timeout: 60_000 }, () => {
    let clean = 0;
    fc.assert(
      fc.property(listPlan(dialect), variant, wishes, humanEdits, (plan, form, all, human) => {
        const base = written(plan, form);
        if (checkMerge(base, carriedOut(base, all).ours, edited(base, human))) clean++;
      }),
      trials(50, 2),
    );
    expect(clean).toBeGreaterThan(0);
  });
});

/** Kiro's marks count only with its path, which a replay here is not told. */
const lists = samples.filter(({ rule, bytes, path }) => rule !== 'file' && bytes.length < 9000 && !path.includes('.kiro/'));

test.each(isFullScale ? lists : someOf(lists, 4))('$file', { timeout: 60_000 }, ({ bytes, path }) => {
  const base = parse(bytes, { path });
  let done = 0;
  fc.assert(
    fc.property(wishes, humanEdits, (all, human) => {
      const { operations, ours } = carriedOut(base, all);
      checkReplayOnBase(base, operations, ours);
      const { outcomes } = checkReplay(base, operations, edited(base, human));
      done += outcomes.length;
    }),
    trials(15, 3),
  );
  expect(done).toBeGreaterThan(2);
});
