import { isTaskSign } from '../dialects/labels.ts';
import { fileIds, findId, type FileIds } from '../heads/file-ids.ts';
import { readHead, type Head } from '../heads/head.ts';
import type { Status } from '../model.ts';
import type { SourceText } from '../text/source-text.ts';
import { linesOf } from '../text/lines.ts';
import { at, BlockKind, findHeadParagraph, type Blocks } from '../tree/blocks.ts';
import { findErrorHead } from './error-head.ts';
import { readLabel } from './label.ts';
import { outlineLines, type OutlineLine } from './outline-lines.ts';
import { taskTables, type TaskTable } from './task-table.ts';

/** A heading at document level, or a paragraph that starts with a bold kind and id, which stands one level below it. */
export interface Heading {
  readonly block: number;
  readonly level: number;
  readonly bold: boolean;
  readonly head: Head;
  /** Block index after its section. */
  readonly end: number;
  /** Index of the enclosing heading, or -1. */
  readonly inside: number;
  /** A task heading by itself, whatever else the file holds. */
  readonly strong: boolean;
}

/** What a file holds before anyone says what it means. */
export interface Survey {
  readonly source: SourceText;
  readonly blocks: Blocks;
  readonly marks: ReadonlyMap<string, Status>;
  readonly ids: FileIds;
  readonly headings: readonly Heading[];
  /** Heads of items with a box, and of items without one that start with a number, by block. */
  readonly itemHeads: ReadonlyMap<number, Head>;
  readonly boxes: number;
  readonly boxesWithId: number;
  readonly lines: readonly OutlineLine[];
  readonly tables: readonly TaskTable[];
}

export function survey(source: SourceText, blocks: Blocks, marks: ReadonlyMap<string, Status>): Survey {
  const { view } = source;
  const itemHeads = new Map<number, Head>();
  const headingHeads: { block: number; level: number; bold: boolean; head: Head }[] = [];
  let level = 0;
  for (let index = 0; index < blocks.length; index++) {
    const kind = at(blocks.kind, index);
    if (kind === BlockKind.item) {
      const head = itemHead(view, blocks, index, marks);
      if (head) itemHeads.set(index, head);
    } else if (at(blocks.parent, index) >= 0) continue;
    else if (kind === BlockKind.heading) {
      level = at(blocks.level, index);
      const from = at(blocks.contentFrom, index);
      const head = readHead(view, from, headingTextEnd(view, blocks, index), marks);
      headingHeads.push({ block: index, level, bold: false, head: findErrorHead(view, head) ?? head });
    } else if (kind === BlockKind.paragraph) {
      const head = boldHead(view, at(blocks.from, index), at(blocks.to, index));
      if (head) headingHeads.push({ block: index, level: level + 1, bold: true, head });
    }
  }
  const ids = fileIds(bothKinds(itemHeads, headingHeads));
  let boxes = 0;
  let boxesWithId = 0;
  for (const head of itemHeads.values()) {
    if (!head.box) continue;
    boxes++;
    if (findId(head, ids)) boxesWithId++;
  }
  const lines = outlineLines(view, blocks, (item) => itemHeads.get(item)?.box !== undefined);
  const headings = withSections(source, blocks, headingHeads, ids);
  return { source, blocks, marks, ids, headings, itemHeads, boxes, boxesWithId, lines, tables: taskTables(source, blocks) };
}

function* bothKinds(items: ReadonlyMap<number, Head>, headings: readonly { head: Head }[]): Iterable<Head> {
  for (const head of items.values()) if (head.box) yield head;
  for (const { head } of headings) yield head;
}

function itemHead(view: string, blocks: Blocks, item: number, marks: ReadonlyMap<string, Status>): Head | undefined {
  const paragraph = findHeadParagraph(blocks, item);
  if (paragraph === undefined) return undefined;
  const from = at(blocks.from, paragraph);
  const code = view.charCodeAt(from);
  if (code !== 91 && !(code >= 48 && code <= 57) && code !== 42 && code !== 95) return undefined;
  const head = readHead(view, from, at(blocks.to, paragraph), marks);
  return head.box || head.id?.form === 'dotted' ? head : undefined;
}

/** Where the text of a heading ends: before closing marks, or before the line under it. */
export function headingTextEnd(view: string, blocks: Blocks, index: number): number {
  const from = at(blocks.from, index);
  const contentFrom = at(blocks.contentFrom, index);
  let end = at(blocks.to, index);
  if (contentFrom === from) end = view.lastIndexOf('\n', end - 1);
  end = trimmed(view, contentFrom, end);
  if (contentFrom === from) return end;
  let close = end;
  while (close > contentFrom && view.charCodeAt(close - 1) === 35) close--;
  if (close === end || (close > contentFrom && view.charCodeAt(close - 1) !== 32 && view.charCodeAt(close - 1) !== 9)) return end;
  return trimmed(view, contentFrom, close);
}

function trimmed(view: string, from: number, to: number): number {
  let at = to;
  while (at > from) {
    const code = view.charCodeAt(at - 1);
    if (code !== 32 && code !== 9 && code !== 13 && code !== 10) break;
    at--;
  }
  return at;
}

const BOLD_KIND = /(?:\*\*|__)(?:Task|TASK|Step|STEP)[ \-_]?/y;

/** `**Task 1.1**: Title`; its head ends before a line that is a label. */
function boldHead(view: string, from: number, to: number): Head | undefined {
  BOLD_KIND.lastIndex = from;
  if (!BOLD_KIND.test(view)) return undefined;
  const lines = linesOf(view, from, to);
  const next = lines.findIndex((line, number) => number > 0 && readLabel(view, line.from, line.to) !== undefined);
  const head = readHead(view, from, next > 0 ? (lines[next - 1]?.to ?? to) : to);
  return head.id ? head : undefined;
}

function withSections(
  source: SourceText,
  blocks: Blocks,
  heads: readonly { block: number; level: number; bold: boolean; head: Head }[],
  ids: FileIds,
): Heading[] {
  const ends = new Int32Array(heads.length).fill(blocks.length);
  const insides = new Int32Array(heads.length).fill(-1);
  const open: number[] = [];
  for (const [index, { block, level }] of heads.entries()) {
    while (open.length > 0 && (heads[open.at(-1) ?? 0]?.level ?? 0) >= level) ends[open.pop() ?? 0] = block;
    insides[index] = open.at(-1) ?? -1;
    open.push(index);
  }
  return heads.map((heading, index) => {
    const id = findId(heading.head, ids);
    const head = id === heading.head.id ? heading.head : { ...heading.head, id: undefined, around: '', titleFrom: heading.head.textFrom };
    const next = heads[index + 1]?.block ?? blocks.length;
    const strong =
      id !== undefined &&
      (id.form === 'error' || id.kind !== '' || heading.bold || head.box !== undefined || hasTaskSign(source.view, blocks, heading, next));
    return { ...heading, head, end: ends[index] ?? blocks.length, inside: insides[index] ?? -1, strong };
  });
}

/** Whether a field of a task stands before the next heading. */
function hasTaskSign(view: string, blocks: Blocks, heading: { block: number; bold: boolean }, next: number): boolean {
  for (let index = heading.block + 1; index < next; index = at(blocks.end, index)) {
    const kind = at(blocks.kind, index);
    if (kind === BlockKind.item) {
      const paragraph = findHeadParagraph(blocks, index);
      if (paragraph === undefined) continue;
      const line = linesOf(view, at(blocks.from, paragraph), at(blocks.to, paragraph))[0];
      if (line && isTaskSign(readLabel(view, line.from, line.to)?.known)) return true;
    } else if (kind === BlockKind.paragraph) {
      for (const line of linesOf(view, at(blocks.from, index), at(blocks.to, index))) {
        if (isTaskSign(readLabel(view, line.from, line.to)?.known)) return true;
      }
    }
  }
  return false;
}
