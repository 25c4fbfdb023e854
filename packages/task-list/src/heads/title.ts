import { findLabel, type KnownLabel } from '../dialects/labels.ts';
import { findWord, readStatus } from '../dialects/statuses.ts';
import type { Status } from '../model.ts';
import { fromView, toView } from '../text/source-text.ts';
import { joined } from '../text/lines.ts';

export type TitleMark = 'INJECTED' | 'REPLACED';

/** A fact kept at the end of a head: `(Dependencies: 1.2)`. */
export interface Tail {
  readonly label: KnownLabel;
  readonly from: number;
  readonly to: number;
  readonly valueFrom: number;
  readonly valueTo: number;
}

export interface Suffix {
  readonly from: number;
  readonly to: number;
  /** As written. */
  readonly text: string;
  readonly status: Status;
}

export interface Title {
  readonly text: string;
  /** Of the bare title in the view, marks, suffix and tails left out. */
  readonly from: number;
  readonly to: number;
  readonly marks: readonly { readonly mark: TitleMark; readonly from: number; readonly to: number }[];
  readonly suffix: Suffix | undefined;
  readonly tails: readonly Tail[];
}

export interface TitleRules {
  /** Whether a status may stand at the end of the head. */
  readonly suffixes: boolean;
  /** Emphasis that opened before the id. */
  readonly around: string;
  readonly heading: boolean;
  readonly quoted: boolean;
}

const TAILS: ReadonlySet<KnownLabel> = new Set(['dependencies', 'status', 'priority', 'estimatedDuration']);

/** Reads a title from the back: what people append to it is not part of it. */
export function readTitle(view: string, from: number, to: number, rules: TitleRules): Title {
  const marks: { mark: TitleMark; from: number; to: number }[] = [];
  const tails: Tail[] = [];
  let suffix: Suffix | undefined;
  let end = beforeBlanks(view, from, to);
  let mayBeSuffix = rules.suffixes;
  for (;;) {
    const last = view.charCodeAt(end - 1);
    if (end <= from || (last < 0x80 && last !== 41 && last !== 93 && !(mayBeSuffix && isWordByte(last)))) break;
    const piece = last === 41 ? bracketed(view, from, end, rules) : undefined;
    if (piece?.mark) marks.push({ mark: piece.mark, from: piece.from, to: end });
    else if (piece?.tail) tails.unshift(piece.tail);
    else {
      const found = mayBeSuffix ? findSuffix(view, from, end) : undefined;
      if (!found) break;
      suffix = suffix ? { ...suffix, from: found.from, text: fromView(view.slice(found.from, suffix.to)) } : found;
      end = beforeBlanks(view, from, found.from);
      continue;
    }
    mayBeSuffix = rules.suffixes && !suffix;
    end = beforeBlanks(view, from, piece?.from ?? end);
  }
  return { ...bare(view, from, end, rules), marks: marks.toReversed(), suffix, tails };
}

function isWordByte(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 42 || code === 95;
}

function bracketed(
  view: string,
  from: number,
  end: number,
  rules: TitleRules,
): { from: number; mark?: TitleMark; tail?: Tail } | undefined {
  const open = openOf(view, from, end);
  if (open <= from || !isBlank(view.charCodeAt(open - 1))) return undefined;
  const inner = view.slice(open + 1, end - 1);
  if (inner === 'INJECTED' || inner === 'REPLACED') return { from: open, mark: inner };
  const colon = inner.indexOf(':');
  if (colon <= 0 || colon > 40) return undefined;
  const label = findLabel(inner.slice(0, colon).trim());
  if (!label || !TAILS.has(label) || (label === 'status' && !rules.suffixes)) return undefined;
  let valueFrom = open + 1 + colon + 1;
  while (valueFrom < end - 1 && isBlank(view.charCodeAt(valueFrom))) valueFrom++;
  return { from: open, tail: { label, from: open, to: end, valueFrom, valueTo: beforeBlanks(view, valueFrom, end - 1) } };
}

/** Where the bracket that closes at `end` opens, or -1. */
function openOf(view: string, from: number, end: number): number {
  let depth = 0;
  for (let at = end - 1; at >= from; at--) {
    const code = view.charCodeAt(at);
    if (code === 41) depth++;
    else if (code === 40 && --depth === 0) return at;
  }
  return -1;
}

const LONGEST_SUFFIX = 48;
/** Nobody writes a blank before a full-width bracket. */
const BRACKETED = /(?:(?<=\s)(?:\(([^()]*)\)|\[([^[\]]*)\])|（([^（）]*)）)$/u;
const MARKS = '(?:⏳|⬜|🚧|🟡|🔄|✅|✔|☑|🔴|⏸|👀|❌|🚫|⏭)\ufe0f?';
const MARKED = new RegExp(`(?<=\\s)(?:[-–—]\\s+)?[*_]*${MARKS}\\s*[*_]*([\\p{L}][\\p{L}\\s_/’'-]*?)?[*_]*$`, 'u');
const DASHED = new RegExp(`(?<=\\s)[-–—]\\s+[*_]*([\\p{L}][\\p{L}\\s_/’'-]*?)[*_]*(?:\\s*${MARKS})?$`, 'u');

/** `✅`, `✅ COMPLETE`, `(done)`, `[DONE]`, `— done`, `（已完成）`; a bare last word is title. */
function findSuffix(view: string, from: number, end: number): Suffix | undefined {
  let start = Math.max(from, end - LONGEST_SUFFIX);
  while (start < end && (view.charCodeAt(start) & 0xc0) === 0x80) start++;
  const text = fromView(view.slice(start, end));
  const padded = start === from ? text : ` ${text}`;
  const brackets = BRACKETED.exec(padded);
  const match = brackets ?? MARKED.exec(padded) ?? DASHED.exec(padded);
  if (!match) return undefined;
  const word = brackets ? (brackets[1] ?? brackets[2] ?? brackets[3] ?? '') : (match[1] ?? '');
  if (!brackets && word !== '' && !isOnlyStatus(word)) return undefined;
  const read = readStatus(brackets ? word : match[0].replace(/^[-–—]\s+/u, ''));
  if (!read.status || (brackets && read.detail !== '')) return undefined;
  const at = end - toView(match[0]).length;
  return at > from ? { from: at, to: end, text: match[0], status: read.status } : undefined;
}

function isOnlyStatus(word: string): boolean {
  const trimmed = word.trim();
  return findWord(trimmed)?.length === trimmed.length;
}

function bare(view: string, from: number, to: number, rules: TitleRules): { text: string; from: number; to: number } {
  let text = joined(view, from, to, rules.quoted);
  let start = from;
  let end = to;
  for (const mark of ['**', '__']) {
    if (rules.around.includes(mark)) {
      if (text.endsWith(mark)) end -= 2;
      text = text.replace(mark, '');
    } else if (text.length > 4 && text.startsWith(mark) && text.indexOf(mark, 2) === text.length - 2) {
      text = text.slice(2, -2);
      start += 2;
      end -= 2;
    }
  }
  if (rules.around.includes('~~')) text = text.replace('~~', '');
  if (rules.heading && text.endsWith('\\#')) text = `${text.slice(0, -2)}#`;
  return { text: text.trim(), from: start, to: end };
}

function beforeBlanks(view: string, from: number, to: number): number {
  let at = to;
  while (at > from && isBlank(view.charCodeAt(at - 1))) at--;
  return at;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 10;
}
