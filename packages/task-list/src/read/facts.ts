import type { KnownLabel } from '../dialects/labels.ts';
import { findId } from '../heads/file-ids.ts';
import { readHead, type Box, type HeadId } from '../heads/head.ts';
import { readTitle, type Title } from '../heads/title.ts';
import type { Check } from '../model.ts';
import { joined, type Span } from '../text/lines.ts';
import { fromView, placeOf } from '../text/source-text.ts';
import { at, findHeadParagraph, isQuoted } from '../tree/blocks.ts';
import { readBody, type Body, type CheckAt, type FieldAt } from './body.ts';
import type { Document } from './document.ts';
import type { Entry } from './entry.ts';
import { findErrorHead } from './error-head.ts';
import { inlineText, nestedItems, nestedSpans, wholeText } from './field-text.ts';

/** A labelled value, wherever the family keeps it. */
export interface Labelled {
  readonly known: KnownLabel | undefined;
  readonly name: string;
  /** All of it. */
  readonly text: string;
  /** On the line of the label. */
  readonly inline: string;
  /** Texts of the bullets below. */
  readonly items: readonly string[];
  /** Where ids may be named. */
  readonly spans: readonly Span[];
  readonly from: number;
  readonly to: number;
  readonly valueFrom: number;
  readonly valueTo: number;
}

/** What one task says of itself, before it is compared with others. */
export interface Facts {
  readonly id: HeadId | undefined;
  readonly title: Title;
  readonly box: Box | undefined;
  readonly isError: boolean;
  readonly labelled: readonly Labelled[];
  readonly checks: readonly Check[];
  /** Text without a label. */
  readonly free: string;
  /** Criteria that stand elsewhere than below a label. */
  readonly criteria: readonly string[];
}

export type Reading = Pick<Document, 'source' | 'blocks' | 'marks' | 'ids' | 'family'> & {
  readonly isEntry: (block: number) => boolean;
  readonly isDone: (markInView: string) => boolean;
};

/** The head of a task of the heading or checklist family, read again from its place. */
export function headOf(
  reading: Pick<Reading, 'source' | 'blocks' | 'marks' | 'ids' | 'family'>,
  entry: Entry,
): { id: HeadId | undefined; title: Title; box: Box | undefined } {
  const { view } = reading.source;
  const isHeading = entry.kind === 'heading';
  const read = readHead(view, entry.headFrom, entry.headTo, reading.marks);
  const head = isHeading ? (findErrorHead(view, read) ?? read) : read;
  const id = findId(head, reading.ids);
  const isError = id?.form === 'error';
  const title = readTitle(view, id ? head.titleFrom : head.textFrom, entry.headTo, {
    suffixes: entry.kind !== 'item',
    around: id && !isError ? head.around : '',
    heading: isHeading,
    quoted: entry.kind === 'item' && isQuoted(reading.blocks, entry.block),
  });
  return { id, title, box: head.box };
}

export function factsOf(reading: Reading, entry: Entry): Facts {
  const { id, title, box } = headOf(reading, entry);
  const body = readBody(reading, entry);
  return {
    id,
    title,
    box,
    isError: id?.form === 'error',
    labelled: labelledOf(reading, title, body),
    checks: body.checks.length === 0 ? NO_CHECKS : body.checks.map((check) => checkOf(reading, check)),
    free: body.free
      .map(({ from, to, bullet, quoted }) => (bullet ? '- ' : '') + joined(reading.source.view, from, to, quoted))
      .filter((text) => text !== '')
      .join('\n'),
    criteria: NO_CRITERIA,
  };
}

const NO_CHECKS: readonly Check[] = Object.freeze([]);
const NO_CRITERIA: readonly string[] = Object.freeze([]);
const NO_LABELS: readonly Labelled[] = Object.freeze([]);

function labelledOf(reading: Reading, title: Title, body: Body): readonly Labelled[] {
  if (title.tails.length === 0 && body.fields.length === 0) return NO_LABELS;
  return [...tailsOf(reading, title), ...body.fields.map((field) => fieldOf(reading, field))];
}

/** Facts at the end of a head read as if they were fields. */
export function tailsOf({ source }: Pick<Reading, 'source'>, title: Title): Labelled[] {
  return title.tails.map((tail) => {
    const text = joined(source.view, tail.valueFrom, tail.valueTo);
    return {
      known: tail.label,
      name: fromView(source.view.slice(tail.from + 1, source.view.indexOf(':', tail.from))),
      text,
      inline: text,
      items: NO_CRITERIA,
      spans: [{ from: tail.valueFrom, to: tail.valueTo }],
      from: tail.from,
      to: tail.to,
      valueFrom: tail.valueFrom,
      valueTo: tail.valueTo,
    };
  });
}

function fieldOf(reading: Reading, field: FieldAt): Labelled {
  const nested = field.nestedTo > field.nestedFrom;
  const inline = inlineText(reading, field);
  return {
    known: field.known,
    name: joined(field.name, 0, field.name.length),
    text: nested ? wholeText(reading, field) : inline,
    inline,
    items: nested ? nestedItems(reading, field) : NO_CRITERIA,
    spans: [{ from: field.valueFrom, to: Math.max(field.valueFrom, field.inlineTo) }, ...(nested ? nestedSpans(reading, field) : [])],
    from: field.from,
    to: Math.max(field.inlineTo, field.valueFrom),
    valueFrom: field.valueFrom,
    valueTo: Math.max(field.inlineTo, field.valueFrom),
  };
}

export function checkOf(reading: Pick<Reading, 'source' | 'blocks' | 'marks' | 'isDone'>, { item, label }: CheckAt): Check {
  const { source, blocks } = reading;
  const paragraph = findHeadParagraph(blocks, item) ?? item;
  const from = at(blocks.from, paragraph);
  const to = at(blocks.to, paragraph);
  const head = readHead(source.view, from, to, reading.marks);
  return {
    text: joined(source.view, head.textFrom, to, isQuoted(blocks, item)),
    done: head.box ? reading.isDone(head.box.mark) : null,
    label,
    place: placeOf(source, from, to),
  };
}
