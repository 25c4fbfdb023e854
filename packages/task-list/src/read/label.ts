import { findLabel, longestName, type KnownLabel } from '../dialects/labels.ts';

/** How a label is written, so that a new one can be written like its neighbors. */
export type LabelStyle = '**L**:' | '**L:**' | '__L__:' | '__L:__' | '_L: v_' | '_L_:' | 'L:';

export interface LabelAt {
  readonly known: KnownLabel | undefined;
  /** In view form, without emphasis, `(…)` and colon. */
  readonly name: string;
  readonly style: LabelStyle;
  readonly from: number;
  /** Of the value on this line, without blanks around it. */
  readonly valueFrom: number;
  readonly valueTo: number;
}

const WIDE_COLON = '\xef\xbc\x9a';
const LONGEST_LABEL = 80;

/** Reads `Label: value` in the line `from`…`to` (no indentation, no trailing blanks); without emphasis only known labels count. */
export function readLabel(view: string, from: number, to: number): LabelAt | undefined {
  const code = view.charCodeAt(from);
  if (code === 42 || code === 95) return view.charCodeAt(from + 1) === code ? strong(view, from, to) : emphasized(view, from, to);
  return plain(view, from, to);
}

function strong(view: string, from: number, to: number): LabelAt | undefined {
  const mark = view.slice(from, from + 2);
  const close = view.indexOf(mark, from + 2);
  if (close < 0 || close >= to) return undefined;
  const inner = view.slice(from + 2, close);
  const inside = colonAtEnd(inner);
  if (inside > 0) {
    return labelOf(view, inner.slice(0, inner.length - inside), mark === '**' ? '**L:**' : '__L:__', from, close + 2, to);
  }
  const after = colonAfter(view, close + 2, to);
  if (after >= 0) return labelOf(view, inner, mark === '**' ? '**L**:' : '__L__:', from, after, to);
  if (close + 2 !== to) return undefined;
  const label = plain(view, from + 2, close);
  return label && { ...label, from };
}

function emphasized(view: string, from: number, to: number): LabelAt | undefined {
  const mark = view[from] ?? '';
  const close = view.indexOf(mark, from + 1);
  if (close > from && close < to) {
    const inner = view.slice(from + 1, close);
    const inside = colonAtEnd(inner);
    if (inside > 0) return labelOf(view, inner.slice(0, inner.length - inside), '_L_:', from, close + 1, to);
    const after = colonAfter(view, close + 1, to);
    if (after >= 0) return labelOf(view, inner, '_L_:', from, after, to);
  }
  if (view[to - 1] !== mark || to - 1 <= from) return undefined;
  const colon = findColon(view, from + 1, Math.min(to - 1, from + LONGEST_LABEL));
  if (!colon || !isBlankOrEnd(view, colon.to, to - 1)) return undefined;
  return labelOf(view, view.slice(from + 1, colon.from), '_L: v_', from, colon.to, to - 1);
}

function plain(view: string, from: number, to: number): LabelAt | undefined {
  const colon = findColon(view, from, Math.min(to, from + longestName + 30));
  if (!colon) return undefined;
  const wide = colon.to - colon.from > 1;
  if (!wide && !isBlankOrEnd(view, colon.to, to)) return undefined;
  const label = labelOf(view, view.slice(from, colon.from), 'L:', from, colon.to, to);
  return label?.known ? label : undefined;
}

function labelOf(view: string, written: string, style: LabelStyle, from: number, valueFrom: number, to: number): LabelAt | undefined {
  const name = written.replace(/[ \t]*\([^()]*\)[ \t]*$/, '').replace(/^[ \t]+|[ \t]+$/g, '');
  if (name === '' || name.length > LONGEST_LABEL || name.includes('\n')) return undefined;
  let start = valueFrom;
  while (start < to && (view.charCodeAt(start) === 32 || view.charCodeAt(start) === 9)) start++;
  return { known: findLabel(name), name, style, from, valueFrom: start, valueTo: Math.max(start, to) };
}

/** Length of the colon that ends this text, or 0. */
function colonAtEnd(text: string): number {
  return text.endsWith(':') ? 1 : text.endsWith(WIDE_COLON) ? 3 : 0;
}

/** Where the value starts if a colon follows here, perhaps after `(…)`; else -1. */
function colonAfter(view: string, from: number, to: number): number {
  let at = from;
  while (view.charCodeAt(at) === 32) at++;
  if (view[at] === '(') {
    const close = view.indexOf(')', at);
    if (close < 0 || close >= to) return -1;
    at = close + 1;
    while (view.charCodeAt(at) === 32) at++;
  }
  if (at >= to) return -1;
  if (view[at] === ':') return at + 1;
  return view.startsWith(WIDE_COLON, at) && at + 3 <= to ? at + 3 : -1;
}

function findColon(view: string, from: number, to: number): { from: number; to: number } | undefined {
  for (let at = from; at < to; at++) {
    const code = view.charCodeAt(at);
    if (code === 58) return { from: at, to: at + 1 };
    if (code === 0xef && view.startsWith(WIDE_COLON, at)) return { from: at, to: at + 3 };
    if (code === 10) return undefined;
  }
  return undefined;
}

function isBlankOrEnd(view: string, at: number, to: number): boolean {
  return at >= to || view.charCodeAt(at) === 32 || view.charCodeAt(at) === 9;
}
