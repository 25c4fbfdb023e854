import { at, BlockKind } from '../tree/blocks.ts';
import type { Entry } from './entry.ts';
import { headingGroups, titleHeading } from './groups.ts';
import type { Layout, LooseCheck } from './layout.ts';
import type { Heading, Survey } from './survey.ts';

/** Headings with an id that are tasks, and the boxes that stand in no task. */
export function headingLayout(file: Survey): Layout {
  const { headings } = file;
  const strongest = Math.min(...headings.filter((heading) => heading.strong).map((heading) => heading.level));
  const parents = new Set<number>();
  for (const heading of headings) {
    if (!heading.head.id) continue;
    for (let up = heading.inside; up >= 0 && !parents.has(up); up = headings[up]?.inside ?? -1) parents.add(up);
  }
  const tasks = new Set<Heading>();
  for (const [index, heading] of headings.entries()) {
    if (heading.strong || (heading.head.id && heading.level >= strongest && !parents.has(index))) tasks.add(heading);
  }
  const entries: Entry[] = [];
  const entryOf = new Map<number, number>();
  const { groups, groupOf } = headingGroups(
    file,
    (heading) => tasks.has(heading),
    headings.filter((heading) => tasks.has(heading)).map(({ block }) => block),
  );
  for (const [index, heading] of headings.entries()) {
    if (!tasks.has(heading)) continue;
    let up = heading.inside;
    while (up >= 0 && !entryOf.has(up)) up = headings[up]?.inside ?? -1;
    const inside = entryOf.get(up) ?? -1;
    entryOf.set(index, entries.length);
    entries.push({
      kind: heading.bold ? 'bold' : 'heading',
      block: heading.block,
      end: heading.end,
      headFrom: heading.head.from,
      headTo: heading.head.to,
      level: heading.level,
      inside,
      depth: inside < 0 ? 1 : (entries[inside]?.depth ?? 0) + 1,
      group: groupOf(heading.block),
      sourceEnd: sectionEnd(file, heading),
    });
  }
  return { entries, groups, loose: looseBoxes(file, entries, groupOf), titleBlock: titleHeading(file)?.block ?? -1, unboxed: new Set() };
}

/** The end of a section without the blank lines and rules at its end. */
function sectionEnd({ blocks }: Survey, heading: Heading): number {
  let last = heading.end - 1;
  while (last > heading.block && at(blocks.kind, last) === BlockKind.rule && at(blocks.parent, last) < 0) last--;
  let end = at(blocks.to, heading.block);
  for (let index = last; index > heading.block; index--) {
    end = Math.max(end, at(blocks.to, index));
    if (at(blocks.parent, index) < 0) break;
  }
  return end;
}

function looseBoxes(file: Survey, entries: readonly Entry[], groupOf: (block: number) => number): LooseCheck[] {
  const loose: LooseCheck[] = [];
  let index = 0;
  let until = -1;
  for (const [block, head] of file.itemHeads) {
    if (!head.box) continue;
    for (let entry = entries[index]; entry && entry.block <= block; entry = entries[++index]) until = Math.max(until, entry.end);
    if (block >= until) loose.push({ item: block, group: groupOf(block) });
  }
  return loose;
}
