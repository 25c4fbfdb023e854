import type { Field, FieldValue, TaskList } from '../model.ts';
import { documentOf } from '../questions/document-of.ts';
import { resolve } from '../read/key-lookup.ts';
import { isEmptyValue, readComplexity, readDuration, readList, readPriority, writeDuration } from '../read/values.ts';
import { readLabel } from '../read/label.ts';
import { readReferences } from '../read/references.ts';
import { escapedBullet, looksLikeHead, newTitle, startsWithBox } from '../render/new-text.ts';
import { toView } from '../text/source-text.ts';
import { oneLine, oneParagraph, refusedText, utcTime } from './put-in-text.ts';

/** A value as it will stand in the file. */
export type FieldText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'items'; readonly items: readonly string[] };

const LONGEST_DESCRIPTION = 20_000;

/** Checks a value and turns it into text; null: the field goes. Throws E140 for what the field cannot hold or would not read back. */
export function fieldText(list: TaskList, field: Exclude<Field, 'status'>, value: FieldValue): FieldText | null {
  if (value === null) {
    if (field === 'title') throw refusedText('the title', 'is null', 'some text');
    return null;
  }
  if (field === 'acceptanceCriteria') return itemsOrNull(asList(value, field).map((one) => criterionText(one)));
  if (field === 'tags' || field === 'files') return itemsOrNull(asList(value, field).map((one) => listItem(one, field)));
  if (field === 'dependencies') return itemsOrNull(asList(value, field).map((one) => dependencyText(list, one)));
  if (field === 'estimatedDuration' || field === 'actualDuration') return { kind: 'text', text: durationText(value, field) };
  if (typeof value !== 'string') throw refusedText(`the value of ${field}`, 'is no text', 'text');
  return { kind: 'text', text: singleText(list, field, value) };
}

function itemsOrNull(items: readonly string[]): FieldText | null {
  return items.length === 0 ? null : { kind: 'items', items };
}

function asList(value: string | number | readonly string[], field: Field): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') throw refusedText(`the value of ${field}`, 'is a number', 'a list of texts');
  return value;
}

type SingleField = 'title' | 'priority' | 'complexity' | 'type' | 'stop' | 'completedAt' | 'executionSummary' | 'description';

function singleText(list: TaskList, field: SingleField, value: string): string {
  const expect = (ok: boolean, expected: string): string => {
    if (!ok) throw refusedText(`the value of ${field}`, `is "${value.slice(0, 40)}"`, expected);
    return value.trim();
  };
  switch (field) {
    case 'title':
      return titleText(list, value);
    case 'priority':
      return expect(readPriority(value) !== undefined && isWord(value), 'low, medium, high or critical');
    case 'complexity':
      return expect(readComplexity(value) !== undefined && isWord(value), 'simple, medium or complex');
    case 'type':
      return expect(value === 'atomic' || value === 'composite', 'atomic or composite');
    case 'stop':
      return expect(value === 'before' || value === 'after', 'before or after');
    case 'completedAt':
      return utcTime(value);
    case 'executionSummary':
      return nonEmpty(oneParagraph(value), field);
    case 'description':
      return nonEmpty(oneLine(value, 'the description', LONGEST_DESCRIPTION), field);
  }
}

function isWord(value: string): boolean {
  return /^[A-Za-z0-9]+$/.test(value.trim());
}

function nonEmpty(text: string, field: Field): string {
  if (text === '') throw refusedText(`the value of ${field}`, 'is empty', 'some text, or null to remove the field');
  return text;
}

/** A title that would be read back as something else is refused. */
export function titleText(list: TaskList, value: string): string {
  const title = newTitle(value, { suffixes: list.family !== 'checklist' });
  if (list.family === 'table' && startsWithBox(title)) throw refusedText(`the title "${title}"`, 'starts with a box', 'words first');
  const hasIds = list.tasks.some(({ id }) => id !== null);
  if (!hasIds && looksLikeHead(title))
    throw refusedText(`the title "${title}"`, 'looks as if it had an id', 'words first, for example "Upgrade to 3.11"');
  return title;
}

export function criterionText(value: string): string {
  const text = oneLine(value, 'a criterion', 1000);
  const view = toView(text);
  if (readLabel(view, 0, view.length))
    throw refusedText(`the criterion "${text.slice(0, 40)}"`, 'starts like a field', 'a sentence without a label');
  if (/^\\[#>\-+*|<~[`]|^\d{1,9}\\[.)]/.test(text))
    throw refusedText(`the criterion "${text.slice(0, 40)}"`, 'starts with an escape', 'plain text');
  return escapedBullet(text);
}

function listItem(value: string, field: Field): string {
  const text = oneLine(value, `an item of ${field}`);
  if (isEmptyValue(text) || /^["'[`]/.test(text) || text.startsWith('#'))
    throw refusedText(`"${text}" in ${field}`, 'would not read back the same', 'a plain word');
  return text;
}

function dependencyText(list: TaskList, value: string): string {
  const text = oneLine(value, 'a dependency');
  const { lookup } = documentOf(list);
  const view = toView(text);
  const reference = readReferences(view, [{ from: 0, to: view.length }])[0]?.references[0];
  const target = reference ? resolve(lookup, reference) : undefined;
  if (!target || (target.kind !== 'task' && target.kind !== 'group') || target.key.toUpperCase() !== text.toUpperCase()) {
    throw refusedText(`the dependency "${text}"`, 'is no task or group of this list', 'the key of a task or group');
  }
  return text;
}

function durationText(value: FieldValue, field: Field): string {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return writeDuration(value);
  if (typeof value === 'string' && typeof readDuration(value) === 'number') return oneLine(value, `the value of ${field}`);
  throw refusedText(`the value of ${field}`, `is "${String(value).slice(0, 40)}"`, 'minutes, or a duration such as 2 hours');
}

/** Items of a list on one line; refused (E140) where they would come back as others, for example one with a comma. */
export function inlineList(name: string, items: readonly string[]): string {
  const text = items.join(', ');
  const read = readList(text);
  const broken = items.find((item, index) => item !== read[index]) ?? (read.length === items.length ? undefined : text);
  if (broken !== undefined) throw refusedText(`"${broken}" in ${name}`, 'would not read back the same', 'items without commas or brackets');
  return text;
}
