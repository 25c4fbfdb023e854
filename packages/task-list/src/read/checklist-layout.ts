import { findLabel } from '../dialects/labels.ts';
import { isLegend } from '../dialects/legend.ts';
import { findId } from '../heads/file-ids.ts';
import { linesOf } from '../text/lines.ts';
import { at, BlockKind, findHeadParagraph } from '../tree/blocks.ts';
import { inRanges } from '../tree/ranges.ts';
import type { Building } from '../model.ts';
import type { Entry } from './entry.ts';
import { headingGroups, titleHeading } from './groups.ts';
import { readLabel } from './label.ts';
import type { Layout, LooseCheck } from './layout.ts';
import type { Survey } from './survey.ts';

/** Items with a box that are tasks, and the boxes that are checks. */
export function checklistLayout(file: Survey): Layout {
  const { blocks, itemHeads, source } = file;
  const owner = new Int32Array(blocks.length).fill(-1);
  const unboxed = new Set<number>();
  const entries: Building<Entry>[] = [];
  const loose: number[] = [];
  const underAcceptance = acceptanceSections(file);
  const missing = missingBoxes(file);
  for (let item = 0; item < blocks.length; item++) {
    const parent = at(blocks.parent, item);
    owner[item] = parent < 0 ? -1 : at(owner, parent);
    if (at(blocks.kind, item) !== BlockKind.item) continue;
    const head = itemHeads.get(item);
    if (!head || (!head.box && !missing.has(item))) continue;
    const id = findId(head, file.ids);
    const inside = at(owner, item);
    if (head.box && (underAcceptance(item) || isLegend(source.view, head) || isCheck(file, entries, item, inside, id !== undefined))) {
      if (inside < 0) loose.push(item);
      continue;
    }
    owner[item] = entries.length;
    if (!head.box) unboxed.add(entries.length);
    entries.push({
      kind: 'item',
      block: item,
      end: at(blocks.end, item),
      headFrom: head.from,
      headTo: head.to,
      level: 0,
      inside,
      depth: inside < 0 ? 1 : (entries[inside]?.depth ?? 0) + 1,
      group: -1,
      sourceEnd: lastByte(file, item),
    });
  }
  const { groups, groupOf } = headingGroups(
    file,
    () => false,
    entries.map(({ block }) => block),
  );
  for (const entry of entries) entry.group = groupOf(entry.block);
  const checks: LooseCheck[] = loose.map((item) => ({ item, group: groupOf(item) }));
  return { entries, groups, loose: checks, titleBlock: titleHeading(file)?.block ?? -1, unboxed };
}

/** Whether a box below a task is a check: below a label, or without an id where the task around it has one. */
function isCheck(file: Survey, entries: readonly Entry[], item: number, inside: number, hasId: boolean): boolean {
  const { blocks, source, itemHeads, ids } = file;
  const stop = inside < 0 ? -1 : (entries[inside]?.block ?? -1);
  for (let up = at(blocks.parent, item); up >= 0 && up !== stop; up = at(blocks.parent, up)) {
    const paragraph = at(blocks.kind, up) === BlockKind.item && !itemHeads.get(up)?.box ? findHeadParagraph(blocks, up) : undefined;
    if (paragraph === undefined) continue;
    const line = linesOf(source.view, at(blocks.from, paragraph), at(blocks.to, paragraph))[0];
    const label = line && readLabel(source.view, line.from, line.to);
    if (label && (inside < 0 ? label.known === 'acceptanceCriteria' : label.known !== undefined || !hasId)) return true;
  }
  if (hasId) return false;
  for (let up = inside; up >= 0; up = entries[up]?.inside ?? -1) {
    const head = itemHeads.get(entries[up]?.block ?? -1);
    if (head && findId(head, ids)) return true;
  }
  return false;
}

/** Items in a section headed Acceptance Criteria, or in the list after a line of that name. */
function acceptanceSections(file: Survey): (item: number) => boolean {
  const { blocks, source } = file;
  const ranges: { from: number; to: number }[] = [];
  for (const heading of file.headings) {
    if (heading.bold) continue;
    const name = source.view
      .slice(heading.head.textFrom, heading.head.to)
      .replace(/[*_`:]/g, '')
      .trim();
    if (findLabel(name) === 'acceptanceCriteria') ranges.push({ from: heading.block, to: heading.end });
  }
  for (let index = 0; index < blocks.length; index = at(blocks.end, index)) {
    if (at(blocks.kind, index) !== BlockKind.paragraph) continue;
    const line = linesOf(source.view, at(blocks.from, index), at(blocks.to, index)).at(-1);
    const label = line && readLabel(source.view, line.from, line.to);
    if (label?.known !== 'acceptanceCriteria' || label.valueFrom < label.valueTo) continue;
    let end = index + 1;
    while (end < blocks.length && at(blocks.kind, end) === BlockKind.item) end = at(blocks.end, end);
    ranges.push({ from: index, to: end });
  }
  return inRanges(ranges.toSorted((a, b) => a.from - b.from));
}

/** Items without a box but with a dotted id, in the same list as boxed tasks with ids. */
function missingBoxes(file: Survey): ReadonlySet<number> {
  const { blocks, itemHeads, ids, source } = file;
  const missing = new Set<number>();
  if (![...itemHeads.values()].some((head) => !head.box)) return missing;
  const list = new Int32Array(blocks.length).fill(-1);
  const last = new Map<number, number>();
  const withTasks = new Set<number>();
  for (let item = 0; item < blocks.length; item++) {
    const parent = at(blocks.parent, item);
    if (at(blocks.kind, item) !== BlockKind.item) continue;
    const before = last.get(parent) ?? -1;
    const same =
      before >= 0 &&
      at(blocks.end, before) === item &&
      markerOf(source.view, blocks.from[before]) === markerOf(source.view, blocks.from[item]);
    list[item] = same ? at(list, before) : item;
    last.set(parent, item);
    const head = itemHeads.get(item);
    if (head?.box && findId(head, ids)) withTasks.add(at(list, item));
  }
  for (const [item, head] of itemHeads) if (!head.box && head.id?.form === 'dotted' && withTasks.has(at(list, item))) missing.add(item);
  return missing;
}

/** The bullet of an item, or what stands behind its number: another one starts another list. */
export function markerOf(view: string, from = 0): string {
  const first = view[from] ?? '';
  if (first === '-' || first === '*' || first === '+') return first;
  return /\d{1,9}([.)])/y.exec(view.slice(from, from + 10))?.[1] ?? '';
}

function lastByte({ blocks }: Survey, item: number): number {
  let end = at(blocks.contentFrom, item);
  const last = at(blocks.end, item) - 1;
  if (last > item) end = Math.max(end, at(blocks.to, last));
  return end;
}
