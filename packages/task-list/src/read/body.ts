import { findLabel } from '../dialects/labels.ts';
import { readHead } from '../heads/head.ts';
import { joined, linesOf, type Span } from '../text/lines.ts';
import { at, BlockKind, findHeadParagraph, isQuoted, type Blocks } from '../tree/blocks.ts';
import type { Document } from './document.ts';
import type { Entry } from './entry.ts';
import { readLabel, type LabelAt } from './label.ts';
import { headingTextEnd } from './survey.ts';

/** A labelled value of a task, with all that hangs below it. */
export interface FieldAt extends LabelAt {
  readonly kind: 'bullet' | 'line' | 'heading';
  /** Item, paragraph or heading that holds it. */
  readonly block: number;
  /** Offset after the inline value, continuation lines included. */
  readonly inlineTo: number;
  /** Blocks below it. */
  readonly nestedFrom: number;
  readonly nestedTo: number;
}

export interface CheckAt {
  readonly item: number;
  readonly label: string | null;
}

/** What stands between the head of a task and its sub-tasks. */
export interface Body {
  readonly fields: readonly FieldAt[];
  readonly checks: readonly CheckAt[];
  /** Text without a label, for the description. */
  readonly free: readonly (Span & { readonly bullet: boolean; readonly quoted: boolean })[];
}

type Reading = Pick<Document, 'source' | 'blocks' | 'marks'> & { readonly isEntry: (block: number) => boolean };
interface Building {
  fields: FieldAt[];
  checks: CheckAt[];
  free: (Span & { bullet: boolean; quoted: boolean })[];
}

const NOTHING: Body = { fields: [], checks: [], free: [] };

export function readBody(reading: Reading, entry: Pick<Entry, 'kind' | 'block' | 'end' | 'headTo'>): Body {
  if (entry.kind === 'item') return entry.end - entry.block <= 2 ? NOTHING : itemBody(reading, entry.block);
  if (entry.kind === 'heading' || entry.kind === 'bold') return sectionBody(reading, entry);
  return NOTHING;
}

function itemBody(reading: Reading, item: number): Body {
  const { blocks } = reading;
  const body: Building = { fields: [], checks: [], free: [] };
  const end = at(blocks.end, item);
  const head = findHeadParagraph(blocks, item) ?? item;
  let hasSubTasks = false;
  for (let index = item + 1; index < end; index = at(blocks.end, index)) {
    if (index === head) continue;
    const kind = at(blocks.kind, index);
    if (kind === BlockKind.item) {
      if (reading.isEntry(index)) hasSubTasks = true;
      else readItem(reading, index, body, !hasSubTasks);
    } else if (kind === BlockKind.paragraph) body.free.push({ ...spanOf(blocks, index), bullet: false, quoted: isQuoted(blocks, index) });
    else if (kind === BlockKind.quote) collectBoxes(reading, index + 1, at(blocks.end, index), null, body);
  }
  return body;
}

/** A bullet directly below a task: a field, a check or free text. */
function readItem(reading: Reading, item: number, body: Building, mayBeField: boolean): void {
  const { blocks, source } = reading;
  const end = at(blocks.end, item);
  const paragraph = findHeadParagraph(blocks, item);
  if (paragraph === undefined) {
    collectBoxes(reading, item + 1, end, null, body);
    return;
  }
  const from = at(blocks.from, paragraph);
  const to = at(blocks.to, paragraph);
  if (boxAt(reading, paragraph)) {
    body.checks.push({ item, label: null });
    collectBoxes(reading, paragraph + 1, end, null, body);
    return;
  }
  const line = linesOf(source.view, from, to)[0];
  const label = mayBeField && line ? readLabel(source.view, line.from, line.to) : undefined;
  if (label) {
    const name = nameOf(label);
    body.fields.push({
      ...label,
      kind: 'bullet',
      block: item,
      inlineTo: inlineEnd(label, line?.to ?? to, to),
      nestedFrom: paragraph + 1,
      nestedTo: end,
    });
    collectBoxes(reading, paragraph + 1, end, name, body);
    return;
  }
  body.free.push({ from, to, bullet: true, quoted: isQuoted(blocks, item) });
  for (let index = paragraph + 1; index < end; index++) {
    if (reading.isEntry(index)) {
      index = at(blocks.end, index) - 1;
      continue;
    }
    if (at(blocks.kind, index) !== BlockKind.item) continue;
    const inner = findHeadParagraph(blocks, index);
    if (inner === undefined) continue;
    if (boxAt(reading, inner)) body.checks.push({ item: index, label: null });
    else body.free.push({ ...spanOf(blocks, inner), bullet: true, quoted: isQuoted(blocks, index) });
  }
}

function sectionBody(reading: Reading, entry: Pick<Entry, 'kind' | 'block' | 'end' | 'headTo'>): Body {
  const { blocks, source } = reading;
  const { view } = source;
  const body: Building = { fields: [], checks: [], free: [] };
  let mayBeField = true;
  /** Field whose value goes on in the blocks that follow. */
  let open: { field: FieldAt; itemsOnly: boolean } | undefined;
  const close = (index: number) => {
    if (!open) return;
    body.fields.push({ ...open.field, nestedTo: index });
    collectBoxes(reading, open.field.nestedFrom, index, nameOf(open.field), body);
    open = undefined;
  };
  if (entry.kind === 'bold') open = readLines(reading, entry.block, entry.headTo, at(blocks.to, entry.block), body);
  let index = entry.block + 1;
  while (index < entry.end && !reading.isEntry(index)) {
    const kind = at(blocks.kind, index);
    if (kind === BlockKind.heading) {
      close(index);
      const from = at(blocks.contentFrom, index);
      const to = headingTextEnd(view, blocks, index);
      const name = view
        .slice(from, to)
        .replace(/[*_`]/g, '')
        .replace(/(?::|\xef\xbc\x9a)?[ \t]*$/, '')
        .trim();
      const known = findLabel(name);
      mayBeField = false;
      if (known) {
        const field: FieldAt = {
          known,
          name,
          style: 'L:',
          from,
          valueFrom: to,
          valueTo: to,
          kind: 'heading',
          block: index,
          inlineTo: to,
          nestedFrom: index + 1,
          nestedTo: index + 1,
        };
        open = { field, itemsOnly: false };
      }
    } else if (open && (!open.itemsOnly || kind === BlockKind.item)) {
      // belongs to the open field
    } else {
      close(index);
      if (kind === BlockKind.item) readItem(reading, index, body, mayBeField);
      else if (kind === BlockKind.paragraph) {
        if (mayBeField) open = readLines(reading, index, at(blocks.from, index), at(blocks.to, index), body);
        else body.free.push({ ...spanOf(blocks, index), bullet: false, quoted: false });
      } else if (kind === BlockKind.quote) collectBoxes(reading, index + 1, at(blocks.end, index), null, body);
    }
    index = at(blocks.end, index);
  }
  close(index);
  if (body.fields.some((field, index) => field.from < (body.fields[index - 1]?.from ?? 0))) body.fields.sort((a, b) => a.from - b.from);
  return body;
}

/** The labelled lines of a paragraph; returns the last one if its value is to come in the list that follows. */
function readLines(
  reading: Reading,
  block: number,
  from: number,
  to: number,
  body: Building,
): { field: FieldAt; itemsOnly: boolean } | undefined {
  const { view } = reading.source;
  const lines = linesOf(view, from, to).filter((line) => line.to > line.from);
  let current: FieldAt | undefined;
  let freeFrom = -1;
  let freeTo = -1;
  for (const line of lines) {
    const label = readLabel(view, line.from, line.to);
    if (label) {
      if (current) body.fields.push(current);
      current = { ...label, kind: 'line', block, inlineTo: inlineEnd(label, line.to, line.to), nestedFrom: block + 1, nestedTo: block + 1 };
    } else if (current) current = { ...current, inlineTo: line.to };
    else {
      if (freeFrom < 0) freeFrom = line.from;
      freeTo = line.to;
    }
  }
  if (freeFrom >= 0) body.free.push({ from: freeFrom, to: freeTo, bullet: false, quoted: false });
  if (!current) return undefined;
  if (current.valueFrom >= current.inlineTo) return { field: current, itemsOnly: true };
  body.fields.push(current);
  return undefined;
}

/** Boxes that are no tasks, in a range of blocks. */
function collectBoxes(reading: Reading, from: number, to: number, label: string | null, body: Building): void {
  const { blocks } = reading;
  for (let index = from; index < to; index++) {
    if (at(blocks.kind, index) !== BlockKind.item) continue;
    if (reading.isEntry(index)) {
      index = at(blocks.end, index) - 1;
      continue;
    }
    const paragraph = findHeadParagraph(blocks, index);
    if (paragraph !== undefined && boxAt(reading, paragraph)) body.checks.push({ item: index, label });
  }
}

function boxAt({ source, blocks, marks }: Reading, paragraph: number): boolean {
  const from = at(blocks.from, paragraph);
  return source.view.charCodeAt(from) === 91 && readHead(source.view, from, at(blocks.to, paragraph), marks).box !== undefined;
}

/** The closing mark of `_Label: value_` is no part of the value. */
function inlineEnd(label: LabelAt, lineTo: number, to: number): number {
  return label.valueTo < lineTo && to === lineTo ? label.valueTo : to;
}

function nameOf(label: LabelAt): string {
  return joined(label.name, 0, label.name.length);
}

function spanOf(blocks: Blocks, index: number): Span {
  return { from: at(blocks.from, index), to: at(blocks.to, index) };
}
