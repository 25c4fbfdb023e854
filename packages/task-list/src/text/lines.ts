import { fromView, readable } from './source-text.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The lines of a paragraph without indentation, quote marks and trailing blanks. */
export function linesOf(view: string, from: number, to: number, quoted = false): Span[] {
  const lines: Span[] = [];
  let start = from;
  while (start < to) {
    const newline = view.indexOf('\n', start);
    const end = newline < 0 || newline > to ? to : newline;
    lines.push({ from: afterIndent(view, start, end, quoted), to: beforeBlanks(view, start, end) });
    start = end + 1;
  }
  return lines;
}

function afterIndent(view: string, from: number, to: number, quoted: boolean): number {
  let at = from;
  while (at < to) {
    const code = view.charCodeAt(at);
    if (code !== 32 && code !== 9 && !(quoted && code === 62)) break;
    at++;
  }
  return at;
}

function beforeBlanks(view: string, from: number, to: number): number {
  let at = to;
  while (at > from) {
    const code = view.charCodeAt(at - 1);
    if (code !== 32 && code !== 9 && code !== 13) break;
    at--;
  }
  return at;
}

const LINE_BREAK = /[ \t]*\r?\n[ \t]*/g;
const QUOTED_LINE_BREAK = /[ \t]*\r?\n[ \t>]*/g;

/** Text of a span as one line: comments left out, line breaks and the blanks around them one space. */
export function joined(view: string, from: number, to: number, quoted = false): string {
  const slice = view.slice(from, to);
  if (!slice.includes('\n')) return slice.includes('<!--') ? readable(slice).trim() : fromView(slice);
  return readable(slice.replace(quoted ? QUOTED_LINE_BREAK : LINE_BREAK, ' ')).trim();
}
