import { type TerminalStyle, applySequence, isSameStyle, unpainted } from './terminal-style.ts';

/** Longer lines are cut; the rest is counted, not kept. In characters. */
export const maxLineLength = 8192;

export interface PlainText {
  text: string;
  /** Where the look of the text changes; none: as any text. In order, the last one holds to the end. */
  paints: readonly Paint[];
  /** Characters left out at the end. */
  cut: number;
  /** How often a carriage return began the line anew: a progress bar leaves its last state, and this. */
  rewrites: number;
}

export interface Paint {
  /** Index in `text`. */
  at: number;
  style: TerminalStyle;
}

const escape = 0x1b;
const bell = 0x07;
const csi = 0x9b;
const osc = 0x9d;

/**
 * What a terminal would show of a line: colors become paints, other escape sequences and control characters are dropped, and a carriage
 * return starts the line again (a progress bar leaves its last state). One pass, each character looked at once, whatever a hostile
 * program prints.
 */
export function plainText(line: string, limit: number = maxLineLength): PlainText {
  let kept = '';
  let length = 0;
  let start = 0;
  let index = 0;
  let style = unpainted;
  let paints: Paint[] = [];
  let rewrites = 0;
  const take = (end: number) => {
    if (length < limit) kept += line.slice(start, Math.min(end, start + limit - length));
    length += end - start;
  };
  while (index < line.length) {
    const code = line.charCodeAt(index);
    if (code >= 0x20 && (code < 0x7f || code > 0x9f) && !isDirectionControl(code)) {
      index += 1;
      continue;
    }
    take(index);
    if (code === escape || code === csi || code === osc) {
      const end = endOfSequence(line, index);
      const next = applySequence(line, index, end, style);
      if (next !== style && length < limit) paints.push({ at: length, style: next });
      style = next;
      index = end;
    } else index += 1;
    if (code === 0x09) {
      if (length < limit) kept += '  ';
      length += 2;
    } else if (code === 0x0d && index < line.length) {
      if (length > 0) rewrites += 1;
      kept = '';
      length = 0;
      paints = style === unpainted ? [] : [{ at: 0, style }];
    }
    start = index;
  }
  take(line.length);
  return { text: kept, cut: Math.max(0, length - limit), paints: seen(paints, kept.length), rewrites };
}

/** Of several changes at one place only the last one is seen, and none that only says again what holds. */
function seen(paints: readonly Paint[], end: number): Paint[] {
  const kept: Paint[] = [];
  for (const [index, paint] of paints.entries()) {
    if (paint.at >= end || paints[index + 1]?.at === paint.at) continue;
    if (isSameStyle(kept.at(-1)?.style ?? unpainted, paint.style)) continue;
    kept.push(paint);
  }
  return kept;
}

/** Marks that reorder what follows could make a line read as another than it is. */
const isDirectionControl = (code: number): boolean =>
  (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code === 0x200e || code === 0x200f || code === 0x061c;

/** Index after the escape sequence that starts at `index`; an unfinished one takes the rest of the line. */
function endOfSequence(line: string, index: number): number {
  const first = line.charCodeAt(index);
  const kind = first === escape ? line.charAt(index + 1) : first === csi ? '[' : ']';
  let at = index + (first === escape ? 2 : 1);
  if (kind === '[') {
    // Parameters 0x30-0x3f and intermediates 0x20-0x2f, then one final byte.
    while (at < line.length && line.charCodeAt(at) >= 0x20 && line.charCodeAt(at) <= 0x3f) at += 1;
    return at + 1;
  }
  if (kind === ']' || kind === 'P' || kind === 'X' || kind === '^' || kind === '_') {
    // A string: ends with BEL, with ST, or with ESC \.
    while (at < line.length) {
      const code = line.charCodeAt(at);
      if (code === bell || code === 0x9c) return at + 1;
      if (code === escape) return line.charAt(at + 1) === '\\' ? at + 2 : at;
      at += 1;
    }
    return at;
  }
  // Two-byte forms, some with an intermediate before the final byte.
  if (kind >= ' ' && kind <= '/') return at + 1;
  return at;
}
