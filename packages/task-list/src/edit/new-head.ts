import { findId } from '../heads/file-ids.ts';
import { readHead, type Head } from '../heads/head.ts';
import { readTitle } from '../heads/title.ts';
import type { Document } from '../read/document.ts';
import { readOutlineLine } from '../read/outline-lines.ts';
import { fromView, lineEnd, lineStart, toView } from '../text/source-text.ts';
import { at, findHeadParagraph, isQuoted } from '../tree/blocks.ts';
import { columnOf } from './place-field.ts';
import { refusedText } from './put-in-text.ts';
import { noPlace, type Target } from './target.ts';

/** The head of a new task, in view form: its lines, and what stands before its first field. */
export interface NewHead {
  readonly lines: readonly string[];
  /** Indentation and marker of an item or line. */
  readonly lead: string;
}

export interface HeadText {
  readonly id: string | null;
  readonly title: string;
  readonly mark: '' | ' (INJECTED)';
}

const mirrors: Readonly<Record<string, string>> = { '**': '**', __: '__', '~~': '~~' };

/** Writes a head as a neighbor writes its own: level, kind, separator, closing, marker, indent, bold. */
export function headLike(sample: Target, text: HeadText): NewHead {
  if (sample.entry.kind === 'line') return lineLike(sample, text);
  const { document, entry } = sample;
  const { view } = document.source;
  const isItem = entry.kind === 'item';
  if (isItem && isQuoted(document.blocks, entry.block)) {
    throw noPlace(
      sample.task,
      `${sample.task.key} stands in a block quote, where only its box can be written`,
      'a place outside the quote',
    );
  }
  const head = readHead(view, entry.headFrom, entry.headTo, document.marks);
  const known = sample.head.id?.form === 'error' ? undefined : findId(head, document.ids);
  const box = head.box || isItem ? '[ ] ' : '';
  const body = headBody(document, isItem, box, head, known, text, entry.kind === 'heading');
  if (isItem) {
    const lead = itemLead(document, entry.block);
    return { lines: [lead + body], lead };
  }
  if (entry.kind === 'bold') return { lines: [known ? body : `**Task ${text.id}**: ${toView(text.title)}${text.mark}`], lead: '' };
  const { blocks, source } = document;
  const from = at(blocks.from, entry.block);
  if (at(blocks.contentFrom, entry.block) === from && view[from] !== '#') {
    const underline = view.slice(lineStart(source, at(blocks.to, entry.block)), at(blocks.to, entry.block)).trim()[0] ?? '-';
    return { lines: [body, underline.repeat(Math.max(3, fromView(body).length))], lead: '' };
  }
  return { lines: [view.slice(from, entry.headFrom) + body + closingOf(view, entry.headTo, lineEnd(source, entry.headTo))], lead: '' };
}

/** `##` at the end of a heading's line. */
function closingOf(view: string, from: number, to: number): string {
  return /^[ \t]+#+$/.exec(view.slice(from, to).trimEnd())?.[0] ?? '';
}

function headBody(
  document: Document,
  isItem: boolean,
  box: string,
  head: Head,
  known: Head['id'],
  { id, title, mark }: HeadText,
  isHeading: boolean,
): string {
  const { view } = document.source;
  const text = toView(isHeading ? title.replace(/#$/, '\\#') : title);
  let body = box + (id === null ? '' : ownId(document, toView(id))) + text + mark;
  if (known && id !== null) {
    const open = view.slice(head.textFrom + head.emoji.length, known.from);
    const between = view.slice(known.to, head.titleFrom).replace(/\s*\n\s*/g, ' ');
    const close = (head.around.match(/\*\*|__|~~/g) ?? [])
      .toReversed()
      .map((one) => mirrors[one] ?? '')
      .join('');
    body = box + open + id + between + text + close + mark;
  }
  verify(document, body, { id, title, isItem, isHeading });
  return body;
}

/** An id where the neighbor has none to write it like: with a separator where it would else be a word (`0a. Title`). */
function ownId({ ids }: Document, id: string): string {
  const heads = [`${id} `, `${id}. `].map((head) => ({ head, read: readHead(`${head}x`, 0, head.length + 1) }));
  return (heads.find(({ read }) => findId(read, ids)?.id === id) ?? heads[0])?.head ?? '';
}

/** The head has to read back as what it is meant to say. */
function verify(document: Document, body: string, wanted: { id: string | null; title: string; isItem: boolean; isHeading: boolean }): void {
  const read = readHead(body, 0, body.length, document.marks);
  const id = findId(read, document.ids);
  const title = readTitle(body, id ? read.titleFrom : read.textFrom, body.length, {
    suffixes: !wanted.isItem,
    around: id ? read.around : '',
    heading: wanted.isHeading,
    quoted: false,
  });
  if ((id?.id ?? null) !== wanted.id || title.text !== wanted.title) throw unreadable(wanted.title);
}

function unreadable(title: string): ReturnType<typeof refusedText> {
  return refusedText(`the title "${title}"`, 'would not read back the same', 'another wording');
}

/** Indentation, marker and blank of an item. */
export function itemLead({ source, blocks }: Document, item: number): string {
  const { view } = source;
  const from = at(blocks.from, item);
  const start = lineStart(source, from);
  const before = view.slice(start, from);
  const indent = /^[ \t]*$/.test(before) ? before : ' '.repeat(columnOf(view, start, from));
  const paragraph = findHeadParagraph(blocks, item);
  const content = at(blocks.contentFrom, item);
  const to = paragraph !== undefined && lineStart(source, at(blocks.from, paragraph)) === start ? at(blocks.from, paragraph) : content;
  const marker = view.slice(from, to);
  return indent + (/[ \t]$/.test(marker) ? marker : `${marker.trimEnd()} `);
}

function lineLike({ document, entry }: Target, { id, title, mark }: HeadText): NewHead {
  const { source } = document;
  const { view } = source;
  const line = readOutlineLine(view, entry.headFrom, entry.headTo);
  const start = lineStart(source, entry.headFrom);
  const lead = view.slice(start, entry.headFrom);
  const bullet = line ? view.slice(entry.headFrom, line.idFrom).replace(/\[[ xX]\]/, '[ ]') : '';
  const between = line ? view.slice(line.idFrom + line.id.length, line.textFrom).replace(/\[[ xX]\]/, '[ ]') : ' ';
  const body = bullet + (id ?? '') + between + toView(title) + mark;
  const read = readOutlineLine(body, 0, body.length);
  const again = read && readTitle(body, read.textFrom, body.length, { suffixes: true, around: '', heading: false, quoted: false });
  if (!read || read.id !== id || again?.text !== title) throw unreadable(title);
  return { lines: [lead + body], lead };
}
