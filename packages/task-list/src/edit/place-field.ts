import { fieldOrder, labelNames, type KnownLabel } from '../dialects/labels.ts';
import { lineEnd, lineStart, nextLine, toView, type SourceText } from '../text/source-text.ts';
import { at, BlockKind, findHeadParagraph, isQuoted, type Blocks } from '../tree/blocks.ts';
import type { FieldAt } from '../read/body.ts';
import type { LabelStyle } from '../read/label.ts';
import { eolAt } from './line-breaks.ts';
import { noPlace, type Target } from './target.ts';
import type { EditPlan } from './edit-plan.ts';

/** A field to be written: the value on its line, and bullets below. In plain text, not in view form. */
export interface NewField {
  readonly label: KnownLabel;
  readonly value: string;
  readonly items?: readonly string[];
}

/** How fields of a task are written: as bullets with this much before the label, or as lines of text. */
export interface FieldForm {
  readonly kind: 'bullet' | 'line';
  /** Indentation, bullet and blank, in view form. */
  readonly lead: string;
  readonly style: LabelStyle;
}

const NEVER = 1000;

export function rankOf(label: KnownLabel): number {
  const rank = fieldOrder.indexOf(label);
  return rank < 0 ? NEVER : rank;
}

/** Adds a field where the order of fields wants it, written as the fields around it are. */
export function addField(plan: EditPlan, target: Target, field: NewField, file: () => FieldForm | undefined): void {
  const { document, entry, task } = target;
  if (isQuoted(document.blocks, entry.block))
    throw noPlace(task, `${task.key} stands in a block quote, where only its box can be written`, 'a status of pending or completed');
  const rank = rankOf(field.label);
  const fields = usable(target);
  const before = fields.findLast((one) => one.known !== undefined && rankOf(one.known) < rank);
  if (before) return after(plan, target, before, field, rank);
  const first = fields[0];
  if (first) return ahead(plan, target, first, field, rank);
  return firstInTask(plan, target, field, rank, file());
}

/** Fields beside which a new one can stand: not those kept as headings, nor what follows them. */
function usable({ body }: Target): FieldAt[] {
  const heading = body.fields.findIndex(({ kind }) => kind === 'heading');
  return heading < 0 ? [...body.fields] : body.fields.slice(0, heading);
}

function after(plan: EditPlan, target: Target, before: FieldAt, field: NewField, rank: number): void {
  const { source, blocks } = target.document;
  const form = formOf(source, blocks, before);
  if (form.kind === 'bullet') {
    const end = lineEnd(source, endOfItem(blocks, before.block));
    const eol = eolAt(source, end);
    plan.insert(end, eol + linesOf(form, field, source, end).join(eol), rank, {
      below: gapBelow(source, end, indentOf(form.lead), isInOrderedList(blocks, target.entry.block)),
    });
    return;
  }
  const nestedEnd = before.nestedTo > before.nestedFrom ? at(blocks.to, before.nestedTo - 1) : before.inlineTo;
  const end = lineEnd(source, Math.max(nestedEnd, before.inlineTo));
  const eol = eolAt(source, end);
  const inOneParagraph = target.body.fields.filter(({ kind, block }) => kind === 'line' && block === before.block).length > 1;
  const joins = inOneParagraph && before.nestedTo === before.nestedFrom;
  const lines = linesOf(form, field, source, end).join(eol);
  if (joins) plan.insert(end, eol + lines, rank, { below: (field.items ?? []).length > 0 ? gapBelow(source, end) : '' });
  else plan.insert(end, eol + eol + lines, rank, { isParagraph: true, below: gapBelow(source, end) });
}

function ahead(plan: EditPlan, target: Target, first: FieldAt, field: NewField, rank: number): void {
  const { source, blocks } = target.document;
  const form = formOf(source, blocks, first);
  const start = first.kind === 'bullet' ? at(blocks.from, first.block) : first.from;
  const line = lineStart(source, start);
  const eol = eolAt(source, line);
  const inOneParagraph = target.body.fields.filter(({ kind, block }) => kind === 'line' && block === first.block).length > 1;
  const follows = first.kind === 'line' && line > lineStart(source, at(blocks.from, first.block));
  const hasItems = (field.items ?? []).length > 0;
  const gap = form.kind === 'line' && (hasItems || (!inOneParagraph && !follows)) ? eol : '';
  plan.insert(line, linesOf(form, field, source, line).join(eol) + eol + gap, rank);
}

function firstInTask(plan: EditPlan, target: Target, field: NewField, rank: number, file: FieldForm | undefined): void {
  const { document, entry } = target;
  const { source, blocks } = document;
  if (entry.kind === 'item') {
    const form = childForm(target);
    const end = lineEnd(source, afterDeeper(target, columnOf(form.lead, 0, form.lead.length)));
    const eol = eolAt(source, end);
    plan.insert(end, eol + linesOf(form, field, source, end).join(eol), rank, {
      below: gapBelow(source, end, indentOf(form.lead), isInOrderedList(blocks, target.entry.block)),
    });
    return;
  }
  const end = lineEnd(source, entry.kind === 'heading' ? at(blocks.to, entry.block) : entry.headTo);
  const eol = eolAt(source, end);
  const wanted: FieldForm = file ?? { kind: 'bullet', lead: '- ', style: '**L**:' };
  const captured = wanted.kind === 'bullet' && nextIndent(source, end) >= columnOf(wanted.lead, 0, wanted.lead.length);
  const form: FieldForm = captured ? { kind: 'line', lead: '', style: wanted.style } : wanted;
  const asText = form.kind === 'line';
  const lead = asText && entry.kind === 'bold' ? eol + eol : eol;
  const below = gapBelow(source, end, indentOf(form.lead));
  plan.insert(end, lead + linesOf(form, field, source, end).join(eol), rank, { isParagraph: asText, below });
}

/** Column of the text of the next line that is not blank: a new bullet would take it in if it is not left of the bullet's own text. */
export function nextIndent(source: SourceText, end: number): number {
  let from = nextLine(source, end);
  while (from < source.view.length && /^[ \t]*$/.test(source.view.slice(from, lineEnd(source, from)))) from = nextLine(source, from);
  if (from >= source.view.length) return -1;
  const line = source.view.slice(from, lineEnd(source, from));
  return columnOf(line, 0, /^[ \t]*/.exec(line)?.[0].length ?? 0);
}

/** After the head of an item and what stands so deep below it that a first bullet would take it in. */
function afterDeeper({ document, entry }: Target, column: number): number {
  const { source, blocks } = document;
  let end = entry.headTo;
  for (let child = entry.block + 1; child < at(blocks.end, entry.block); child = at(blocks.end, child)) {
    if (at(blocks.from, child) < entry.headTo) continue;
    const kind = at(blocks.kind, child);
    const start = lineStart(source, at(blocks.from, child));
    if (kind === BlockKind.item || columnOf(source.view, start, at(blocks.from, child)) < column) break;
    end = at(blocks.to, child);
  }
  return end;
}

/** A blank line where the next line would otherwise join what is put above it, or make a heading of it. `column` is that of the new text. */
export function gapBelow(source: SourceText, end: number, column = 0, inOrderedList = false): string {
  const below = source.view.slice(end, end + 1000);
  const match = /^\r?\n([ \t]*)([^ \t\r\n][^\r\n]*)/.exec(below);
  const next = match?.[2];
  if (next === undefined) return '';
  if (/^(?:>[ \t]*)*(?:-+|=+)[ \t]*$/.test(next)) return eolAt(source, end);
  const indent = columnOf(match?.[1] ?? '', 0, match?.[1]?.length ?? 0);
  const opens =
    /^(?:#{1,6}(?:[ \t]|$)|[-*+](?:[ \t]|$)|1[.)](?:[ \t]|$)|`{3}|~{3}|>|<!--)/.test(next) ||
    /^(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/.test(next) ||
    (inOrderedList && /^\d{1,9}[.)][ \t]/.test(next));
  return opens && indent < column + 4 ? '' : eolAt(source, end);
}

/** The form of a field that is there. */
export function formOf(source: SourceText, blocks: Blocks, field: FieldAt): FieldForm {
  if (field.kind !== 'bullet') return { kind: 'line', lead: '', style: field.style };
  const from = at(blocks.from, field.block);
  return { kind: 'bullet', lead: source.view.slice(indentStart(source, from), field.from), style: field.style };
}

/** Where the blanks before a marker start; a marker on another item's line keeps only its column. */
function indentStart(source: SourceText, from: number): number {
  return lineStart(source, from);
}

function endOfItem(blocks: Blocks, item: number): number {
  const last = at(blocks.end, item) - 1;
  return last > item ? at(blocks.to, last) : at(blocks.contentFrom, item);
}

/** Bullet and indentation for the first field of a checklist task. */
export function childForm({ document, entry, body }: Pick<Target, 'document' | 'entry' | 'body'>): FieldForm {
  const { source, blocks } = document;
  const style = body.fields[0]?.style ?? '**L**:';
  for (let child = entry.block + 1; child < at(blocks.end, entry.block); child = at(blocks.end, child)) {
    if (at(blocks.kind, child) !== BlockKind.item) continue;
    const paragraph = findHeadParagraph(blocks, child);
    const from = at(blocks.from, child);
    const start = lineStart(source, from);
    if (!/^[ \t]*$/.test(source.view.slice(start, from))) continue;
    if (at(blocks.level, child) === 1 || paragraph === undefined)
      return { kind: 'bullet', lead: `${source.view.slice(start, from)}- `, style };
    return { kind: 'bullet', lead: source.view.slice(start, Math.min(at(blocks.from, paragraph), at(blocks.contentFrom, child))), style };
  }
  const from = at(blocks.from, entry.block);
  const start = lineStart(source, from);
  const lead = source.view.slice(start, from);
  if (/^\t+$/.test(lead)) return { kind: 'bullet', lead: `${lead}\t- `, style };
  return { kind: 'bullet', lead: `${' '.repeat(columnOf(source.view, start, contentStart(document, entry.block)))}- `, style };
}

function contentStart({ blocks, source }: Pick<Target['document'], 'blocks' | 'source'>, item: number): number {
  const paragraph = findHeadParagraph(blocks, item);
  const content = at(blocks.contentFrom, item);
  return paragraph !== undefined && lineStart(source, at(blocks.from, paragraph)) === lineStart(source, at(blocks.from, item))
    ? at(blocks.from, paragraph)
    : content;
}

/** Column of an offset, tabs as stops of four. */
export function columnOf(view: string, from: number, to: number): number {
  let column = 0;
  for (let at = from; at < to; at++) {
    const code = view.charCodeAt(at);
    if (code === 9) column += 4 - (column % 4);
    else if ((code & 0xc0) !== 0x80) column++;
  }
  return column;
}

/** The lines of a field, in view form. */
export function linesOf(form: FieldForm, field: NewField, source: SourceText, place: number): string[] {
  const value = toView(field.value);
  const items = field.items ?? [];
  const name = toView(nameInUse(field.label));
  const lines = [form.lead + labelled(form.style, name, value)];
  const width = columnOf(form.lead, 0, form.lead.length);
  const before = /^[ \t]*/.exec(form.lead)?.[0] ?? '';
  const tab = (before !== '' && /^\t*$/.test(before)) || (form.lead === '- ' && usesTabs(source, place));
  const indent =
    form.kind === 'line' ? '' : tab ? `${before}\t` : before + ' '.repeat(Math.max(0, width - columnOf(before, 0, before.length)));
  const bullet = /[-*+]/.exec(form.lead)?.[0] ?? '-';
  for (const item of items) lines.push(`${indent}${bullet} ${toView(item)}`);
  return lines;
}

function usesTabs(source: SourceText, place: number): boolean {
  return /\n\t+[-*+] /.test(source.view.slice(Math.max(0, place - 4000), place));
}

function nameInUse(label: KnownLabel): string {
  return labelNames[label][0] ?? label;
}

const written: Readonly<Record<Exclude<LabelStyle, '_L: v_'>, (name: string) => string>> = {
  '**L**:': (name) => `**${name}**:`,
  '**L:**': (name) => `**${name}:**`,
  '__L__:': (name) => `__${name}__:`,
  '__L:__': (name) => `__${name}:__`,
  '_L_:': (name) => `_${name}_:`,
  'L:': (name) => `${name}:`,
};

function labelled(style: LabelStyle, name: string, value: string): string {
  if (style === '_L: v_' && value !== '' && !/[_*]/.test(value)) return `_${name}: ${value}_`;
  return written[style === '_L: v_' ? '**L**:' : style](name) + (value === '' ? '' : ` ${value}`);
}

/** In such a list an item with any number may follow without a blank line; elsewhere only one with 1. */
function isInOrderedList(blocks: Blocks, block: number): boolean {
  for (let up = block; up >= 0; up = at(blocks.parent, up))
    if (at(blocks.kind, up) === BlockKind.item && at(blocks.level, up) === 1) return true;
  return false;
}

/** Column of the marker that a lead ends with. */
function indentOf(lead: string): number {
  return columnOf(lead, 0, /^[ \t]*/.exec(lead)?.[0].length ?? 0);
}
