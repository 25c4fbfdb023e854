import type { Document } from '../read/document.ts';
import { lineStart } from '../text/source-text.ts';
import { at, BlockKind } from '../tree/blocks.ts';
import { columnOf, gapBelow } from './place-field.ts';

/** New lines and where they go. */
export interface Placing {
  readonly document: Document;
  /** Offset at which they are put in. */
  readonly end: number;
  readonly eol: string;
  readonly lines: readonly string[];
}

const BLANK_FIRST = /^\r?\n[ \t]*\r?\n/;
const RULES_AND_BLANKS = /^(?:\r?\n[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})?(?=\r?\n))*\r?\n$/;

/** Blank lines and rules between two tasks; undefined if anything else stands there. */
export function gapBetween({ source }: Document, end: number, start: number): string | undefined {
  const gap = source.view.slice(end, lineStart(source, start));
  return RULES_AND_BLANKS.test(gap) ? gap : undefined;
}

/**
 * The gap to use: the one its neighbors have, else a blank line between headings and none elsewhere. A blank line is added where text would
 * otherwise run into text: after HTML, and around headings that are text themselves (underlined, or bold).
 */
export function gapAround(placing: Placing, own: string | undefined, isBefore: boolean): string {
  const { document, eol, lines } = placing;
  const isHeadings = document.family === 'headings';
  const lead = columnOf(lines[0] ?? '', 0, /^[ \t]*/.exec(lines[0] ?? '')?.[0].length ?? 0);
  const isTooDeep = !isHeadings && lead >= 4 && own !== undefined && /[-*_]/.test(own);
  const gap = own === undefined || isTooDeep ? (isHeadings ? eol + eol : eol) : own;
  const isText = isHeadings && (isBefore ? !(lines[0] ?? '').startsWith('#') : document.source.view[placing.end] !== '#');
  const needsBlank = isText || (isBefore && endsWithHtml(placing));
  return needsBlank && !BLANK_FIRST.test(gap) ? eol + gap : gap;
}

/** A block of HTML goes on to the next blank line. */
function endsWithHtml({ document: { blocks }, end }: Placing): boolean {
  let last = blocks.length - 1;
  while (last >= 0 && at(blocks.from, last) >= end) last--;
  return at(blocks.kind, last) === BlockKind.html;
}

/** What has to stand below the new lines. Lines and rows follow each other without a gap; only a rule would make a heading of them. */
export function linesBelow({ document, end, eol, lines }: Placing): string {
  const { source, family } = document;
  const first = lines[0] ?? '';
  if (family === 'headings' || family === 'checklist') {
    return gapBelow(source, end, columnOf(first, 0, /^[ \t]*/.exec(first)?.[0].length ?? 0), /^[ \t]*\d/.test(first));
  }
  return /^\r?\n[ \t>]*(?:-+|=+)[ \t]*(?:\r?\n|$)/.test(source.view.slice(end, end + 1000)) ? eol : '';
}
