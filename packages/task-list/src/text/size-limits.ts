import type { Limits } from '../model.ts';
import type { SourceText } from './source-text.ts';

/** Checked before block parsing, whose time and memory they bound. */
export const DEFAULT_LIMITS: Limits = { bytes: 2 * 1024 * 1024, lines: 100_000, openers: 50_000, quoteMarks: 50_000, lineBytes: 64 * 1024 };

export interface Excess {
  readonly limit: keyof Limits;
  readonly found: number;
  readonly allowed: number;
  readonly offset: number;
}

/** The first limit this file goes beyond. */
export function findExcess(source: SourceText, limits: Limits): Excess | undefined {
  const { view, lineStarts, bytes } = source;
  if (bytes.length > limits.bytes) return { limit: 'bytes', found: bytes.length, allowed: limits.bytes, offset: 0 };
  const lines = lineStarts.length - (lineStarts.at(-1) === view.length ? 1 : 0);
  if (lines > limits.lines) return { limit: 'lines', found: lines, allowed: limits.lines, offset: 0 };
  let openers = 0;
  let quoteMarks = 0;
  for (let line = 0; line < lineStarts.length; line++) {
    const from = line === 0 ? source.start : (lineStarts[line] ?? 0);
    const to = line + 1 < lineStarts.length ? (lineStarts[line + 1] ?? 0) - 1 : view.length;
    if (to - from > limits.lineBytes) return { limit: 'lineBytes', found: to - from, allowed: limits.lineBytes, offset: from };
    const marks = leadingMarks(view, from, to);
    if (marks.opens) openers++;
    quoteMarks += marks.quotes;
    if (openers > limits.openers) return { limit: 'openers', found: openers, allowed: limits.openers, offset: from };
    if (quoteMarks > limits.quoteMarks) return { limit: 'quoteMarks', found: quoteMarks, allowed: limits.quoteMarks, offset: from };
  }
  return undefined;
}

/** What stands before the first word of a line: quote marks, and a marker that opens a list item or heading. */
function leadingMarks(view: string, from: number, to: number): { opens: boolean; quotes: number } {
  let opens = false;
  let quotes = 0;
  for (let at = from; at < to; at++) {
    const code = view.charCodeAt(at);
    if (code === 32 || code === 9) continue;
    if (code === 62) quotes++;
    else if (code === 45 || code === 42 || code === 43 || code === 35) opens = true;
    else if (code >= 48 && code <= 57) {
      while (at < to && isDigit(view.charCodeAt(at))) at++;
      const end = view.charCodeAt(at);
      if (end !== 46 && end !== 41) break;
      opens = true;
    } else break;
  }
  return { opens, quotes };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
