import type { Span } from '../text/lines.ts';
import { fromView } from '../text/source-text.ts';
import { isEmptyValue } from './values.ts';

/** An id that a dependency or stop names. */
export interface Reference {
  readonly id: string;
  /** `phase`, `stage` …, or empty for a task. */
  readonly group: string;
  readonly from: number;
  readonly to: number;
}

/** One part of a list of dependencies: ids (two of a range), or text. */
export interface ReferencePart extends Span {
  readonly references: readonly Reference[];
  readonly range: boolean;
  readonly text: string;
}

const ID = String.raw`\d{1,6}[A-Za-z]{0,3}(?:\.\d{1,6}[a-z]{0,3})*|[A-Za-z][A-Za-z0-9]{0,9}(?:-[A-Za-z0-9]{1,10})*-\d{1,6}(?:\.\d{1,6})*[A-Za-z]{0,2}|[A-Za-z]{1,3}\d{1,6}(?:\.\d{1,6})*[A-Za-z]{0,2}`;
const KIND = String.raw`(?:([Tt]asks?|TASK|[Ss]teps?|STEP|[Pp]hases?|PHASE|[Ss]tages?|[Mm]ilestones?|[Ss]prints?)[ \-_]?)?`;
const ENDS = String.raw`(?![A-Za-z0-9_/]|\.[A-Za-z0-9]|-[A-Za-z0-9])`;
const ERROR_ID = /err-[A-Za-z0-9.~@_-]*[A-Za-z0-9]/y;
const RANGE = new RegExp(
  String.raw`${KIND}(${ID})[ \t]*(?:-|\xe2\x80\x93|\xe2\x80\x94|\.\.\.?)[ \t]*(?:(?:[Tt]ask|[Ss]tep|[Pp]hase|[Ss]tage|[Mm]ilestone|[Ss]print)s?[ \-_]?)?(${ID})${ENDS}`,
  'y',
);
const SINGLE = new RegExp(`${KIND}(${ID})${ENDS}`, 'y');
const MORE = /[ \t]*(?:\]|`|\*\*)*[ \t]*(?:and|und|&|\+|;)[ \t]+/y;

/** Reads the parts of a value that names tasks; `spans` are its lines or its bullets. */
export function readReferences(view: string, spans: readonly Span[]): ReferencePart[] {
  const parts: ReferencePart[] = [];
  for (const span of spans) {
    const text = view.slice(span.from, span.to);
    if (isEmptyValue(fromView(text))) continue;
    for (const part of partsOf(view, span)) parts.push(...readPart(view, part));
  }
  return parts;
}

function partsOf(view: string, span: Span): Span[] {
  let { from, to } = trimmed(view, span.from, span.to);
  if (view[from] === '[' && closes(view, from, to)) {
    from++;
    to--;
  }
  const parts: Span[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < to; at++) {
    const character = view[at] ?? '';
    if (character === '[' || character === '(' || character === '{') depth++;
    else if (character === ']' || character === ')' || character === '}') depth = Math.max(0, depth - 1);
    else if (character === ',' && depth === 0) {
      parts.push(trimmed(view, start, at));
      start = at + 1;
    }
  }
  parts.push(trimmed(view, start, to));
  return parts.filter((part) => part.to > part.from);
}

function closes(view: string, from: number, to: number): boolean {
  let depth = 0;
  for (let at = from; at < to; at++) {
    if (view[at] === '[') depth++;
    else if (view[at] === ']' && --depth === 0) return at === to - 1;
  }
  return false;
}

function readPart(view: string, part: Span): ReferencePart[] {
  const found: ReferencePart[] = [];
  let at = part.from;
  for (;;) {
    while (at < part.to && '[("\'`*_#'.includes(view[at] ?? '')) at++;
    const next = readOne(view, at, part.to);
    if (!next) break;
    found.push({ from: part.from, to: part.to, ...next.part, text: fromView(view.slice(part.from, part.to)) });
    MORE.lastIndex = next.end;
    const more = MORE.exec(view);
    if (!more || next.end + more[0].length >= part.to) break;
    at = next.end + more[0].length;
  }
  if (found.length > 0) return found;
  const text = fromView(view.slice(part.from, part.to)).replace(/^["'](.*)["']$/, '$1');
  return isEmptyValue(text) ? [] : [{ ...part, references: [], range: false, text }];
}

function readOne(view: string, at: number, to: number): { part: { references: Reference[]; range: boolean }; end: number } | undefined {
  ERROR_ID.lastIndex = at;
  const error = ERROR_ID.exec(view);
  if (error && at + error[0].length <= to) {
    const end = at + error[0].length;
    return { part: { references: [{ id: error[0], group: '', from: at, to: end }], range: false }, end };
  }
  RANGE.lastIndex = at;
  const range = RANGE.exec(view);
  if (range && at + range[0].length <= to && sameForm(range[2] ?? '', range[3] ?? '')) {
    const end = at + range[0].length;
    const group = groupOf(range[1]);
    const first = range[2] ?? '';
    const last = range[3] ?? '';
    const firstAt = at + (range[1] ? range[0].indexOf(first, range[1].length) : 0);
    return {
      part: {
        references: [
          { id: first, group, from: firstAt, to: firstAt + first.length },
          { id: last, group, from: end - last.length, to: end },
        ],
        range: true,
      },
      end,
    };
  }
  SINGLE.lastIndex = at;
  const single = SINGLE.exec(view);
  if (!single || at + single[0].length > to) return undefined;
  const end = at + single[0].length;
  const id = single[2] ?? '';
  return { part: { references: [{ id, group: groupOf(single[1]), from: end - id.length, to: end }], range: false }, end };
}

function sameForm(a: string, b: string): boolean {
  return /^\d/.test(a) === /^\d/.test(b);
}

function groupOf(kind: string | undefined): string {
  const word = (kind ?? '').toLowerCase().replace(/s$/, '');
  return word === 'task' || word === 'step' ? '' : word;
}

function trimmed(view: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && ' \t\r\n'.includes(view[start] ?? '')) start++;
  while (end > start && ' \t\r\n'.includes(view[end - 1] ?? '')) end--;
  return { from: start, to: end };
}
