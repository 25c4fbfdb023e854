import { readHead } from '../heads/head.ts';
import { joined, type Span } from '../text/lines.ts';
import { at, BlockKind, findHeadParagraph, isQuoted } from '../tree/blocks.ts';
import type { FieldAt } from './body.ts';
import type { Document } from './document.ts';

type Reading = Pick<Document, 'source' | 'blocks' | 'marks'>;

/** The value on the line of the label and the lines that continue it. */
export function inlineText({ source, blocks }: Reading, field: FieldAt): string {
  return joined(source.view, field.valueFrom, Math.max(field.valueFrom, field.inlineTo), isQuoted(blocks, field.block)).trim();
}

/** Everything the field says, nested bullets with a dash. */
export function wholeText(reading: Reading, field: FieldAt): string {
  const parts = [inlineText(reading, field)];
  for (const { from, to, bullet } of nestedSpans(reading, field)) parts.push((bullet ? '- ' : '') + joined(reading.source.view, from, to));
  return parts.filter((part) => part !== '').join('\n');
}

/** Texts of the bullets below a field, boxes and escapes left out. */
export function nestedItems(reading: Reading, field: FieldAt): string[] {
  const { source } = reading;
  return nestedSpans(reading, field)
    .filter((span) => span.bullet)
    .map((span) => unescaped(joined(source.view, readHead(source.view, span.from, span.to, reading.marks).textFrom, span.to)));
}

/** Spans of the bullets and paragraphs below a field. */
export function nestedSpans({ blocks }: Reading, field: FieldAt): (Span & { bullet: boolean })[] {
  const spans: (Span & { bullet: boolean })[] = [];
  for (let index = field.nestedFrom; index < field.nestedTo; index++) {
    if (at(blocks.kind, index) !== BlockKind.paragraph) continue;
    const parent = at(blocks.parent, index);
    const bullet = parent >= 0 && parent !== field.block && findHeadParagraph(blocks, parent) === index;
    spans.push({ from: at(blocks.from, index), to: at(blocks.to, index), bullet });
  }
  return spans;
}

/** Takes off the backslash that keeps the start of a bullet's text from opening a block. */
export function unescaped(text: string): string {
  return text.replace(/^\\(?=[#>\-+*|<~[`])/, '').replace(/^(\d{1,9})\\(?=[.)])/, '$1');
}
