import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dialects, listPlan } from './arbitrary-lists.ts';
import { soup } from './arbitrary-soup.ts';
import { BrokenLaw } from './facts.ts';
import { writePlan } from './list-plan.ts';
import { boxesByCommonmark, boxesByMicromark, boxesByUs } from './oracles.ts';
import { samples } from './samples.ts';
import { isFullScale, someOf, trials } from './scale.ts';
import { bytesOf, byteText, variants } from './variants.ts';

/** Law 1: other people's parsers see a box where we see one, and nowhere else. */
function checkBoxes(bytes: Uint8Array): number {
  const theirs = boxesByMicromark(bytes);
  const others = boxesByCommonmark(bytes);
  const { offsets, onlyCounted } = boxesByUs(bytes);
  const missing = theirs.filter((offset) => !offsets.includes(offset));
  const tooMany = offsets.filter((offset) => !theirs.includes(offset));
  if (tooMany.length > 0 || missing.length > onlyCounted || theirs.join(' ') !== others.join(' '))
    throw new BrokenLaw('boxes are seen elsewhere', {
      micromark: theirs,
      commonmark: others,
      ours: offsets,
      onlyCounted,
      text: byteText(bytes),
    });
  return theirs.length;
}

/**
 * What is front matter to us is a rule and a heading to them; and micromark, unlike the others and the specification, lets no ordered item
 * but a first one follow indented code.
 */
const inPlainMarkdown = (text: string): string =>
  (/^\ufeff?---/.test(text) ? `Words.\n\n${text}` : text).replace(
    /(?<=(?:^|\n|\ufeff)(?: {4}|\t)[^\n]*\n)(?=\s*(?:10\.|2\)) )/g,
    '\nWords.\n\n',
  );

test.each(samples)('$file', ({ bytes, boxes, turn }) => {
  for (const { of } of isFullScale ? variants : someOf(variants, 1, turn)) expect(checkBoxes(of(bytes))).toBe(boxes);
});

describe('generated', () => {
  test.each(dialects)('%s', { timeout: 60_000 }, (dialect) => {
    let boxes = 0;
    fc.assert(
      fc.property(listPlan(dialect), fc.constantFrom(...variants), (plan, { of }) => {
        boxes += checkBoxes(of(bytesOf(writePlan(plan).text)));
      }),
      trials(100, 2),
    );
    expect(boxes > 0).toBe(dialect !== 'outline' && dialect !== 'table');
  });

  test('soup', { timeout: 60_000 }, () => {
    let boxes = 0;
    fc.assert(
      fc.property(soup, (text) => {
        boxes += checkBoxes(bytesOf(inPlainMarkdown(text)));
      }),
      trials(4200, 40),
    );
    expect(boxes).toBeGreaterThan(50);
  });
});
