import { keyOfId } from '../heads/task-id.ts';
import { at, BlockKind, type Blocks } from '../tree/blocks.ts';
import type { EmptyGroup } from './document.ts';
import type { Layout } from './layout.ts';
import type { GroupAt } from './entry.ts';
import type { Heading, Survey } from './survey.ts';

const NUMBERED_KIND =
  /(Phase|PHASE|phase|Stage|STAGE|stage|Milestone|MILESTONE|milestone|Sprint|SPRINT|sprint)[ \t]+(\d{1,6}[a-z]{0,3}(?:\.\d{1,6}[a-z]{0,3})*)(?![A-Za-z0-9_])/y;

/** `2` for `## 2. Payment`, `phase 2` for `Phase 2: …`, else null. */
export function groupKey(view: string, head: Heading['head']): string | null {
  if (head.id) return keyOfId(head.id.id, head.id.form);
  return phaseKey(view, head.textFrom + head.emoji.length)?.key ?? null;
}

export function phaseKey(view: string, from: number): { key: string; to: number } | undefined {
  NUMBERED_KIND.lastIndex = from;
  const match = NUMBERED_KIND.exec(view);
  return match ? { key: `${(match[1] ?? '').toLowerCase()} ${match[2] ?? ''}`, to: from + match[0].length } : undefined;
}

/** The heading that names the whole list: the only one of level 1, unless it has a number. */
export function titleHeading(file: Survey): Heading | undefined {
  const top = file.headings.filter((heading) => !heading.bold && heading.level === 1);
  const first = top[0];
  return first && top.length === 1 && !first.strong && groupKey(file.source.view, first.head) === null ? first : undefined;
}

/** Groups are headings that are no task and have tasks below. `tasks` are the blocks of tasks in order. */
export function headingGroups(
  file: Survey,
  isTask: (heading: Heading) => boolean,
  tasks: readonly number[],
): { groups: GroupAt[]; groupOf: (block: number) => number } {
  const title = titleHeading(file);
  const groups: GroupAt[] = [];
  const index = new Map<number, number>();
  for (const [number, heading] of file.headings.entries()) {
    if (heading === title || isTask(heading) || heading.bold || !hasBetween(tasks, heading.block + 1, heading.end)) continue;
    let up = heading.inside;
    while (up >= 0 && !index.has(up)) up = file.headings[up]?.inside ?? -1;
    index.set(number, groups.length);
    groups.push(groupAt(file.source.view, file.blocks, heading, index.get(up) ?? -1));
  }
  return { groups, groupOf: innermost(groups) };
}

function groupAt(view: string, blocks: Blocks, heading: Heading, inside: number): GroupAt {
  return {
    block: heading.block,
    end: heading.end,
    from: at(blocks.from, heading.block),
    to: heading.head.to,
    titleFrom: heading.head.id ? heading.head.titleFrom : heading.head.textFrom,
    level: heading.level,
    inside,
    key: groupKey(view, heading.head),
  };
}

function hasBetween(sorted: readonly number[], from: number, to: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return (sorted[low] ?? Infinity) < to;
}

/** The innermost group around a block. */
function innermost(groups: readonly GroupAt[]): (block: number) => number {
  return (block) => {
    let low = 0;
    let high = groups.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((groups[middle]?.block ?? 0) <= block) low = middle + 1;
      else high = middle;
    }
    let index = low - 1;
    while (index >= 0 && (groups[index]?.end ?? 0) <= block) index = groups[index]?.inside ?? -1;
    return index;
  };
}

/** Numbered headings that are neither task nor group. */
export function emptyGroups(file: Survey, layout: Pick<Layout, 'entries' | 'groups'>): EmptyGroup[] {
  const { blocks, source } = file;
  const taken = new Set([...layout.entries.map(({ block }) => block), ...layout.groups.map(({ block }) => block)]);
  const found: EmptyGroup[] = [];
  for (const heading of file.headings) {
    if (heading.bold || taken.has(heading.block)) continue;
    const key = groupKey(source.view, heading.head);
    if (key === null) continue;
    let end = at(blocks.to, heading.block);
    for (let index = heading.block + 1; index < heading.end; index++)
      if (at(blocks.kind, index) !== BlockKind.rule) end = Math.max(end, at(blocks.to, index));
    found.push({ key, from: at(blocks.from, heading.block), level: heading.level, end });
  }
  return found;
}
