import { toView } from '../text/source-text.ts';
import { EMOJI, viewPattern } from '../text/view-pattern.ts';
import type { IdForm } from './task-id.ts';

/** The mark of a box and where it stands: `mark` is what is between the brackets, in view form. */
export interface Box {
  readonly from: number;
  readonly to: number;
  readonly mark: string;
  readonly starred: boolean;
}

export interface HeadId {
  readonly id: string;
  readonly form: IdForm;
  readonly from: number;
  readonly to: number;
  /** Marked as an id by a kind word, brackets, emphasis or a separator. */
  readonly marked: boolean;
  readonly kind: string;
}

/** Where the parts of a head stand in the view. */
export interface Head {
  readonly from: number;
  readonly to: number;
  readonly box: Box | undefined;
  /** After the box. */
  readonly textFrom: number;
  readonly emoji: string;
  readonly id: HeadId | undefined;
  /** Emphasis that opens before the id and closes only at the end of the title. */
  readonly around: string;
  readonly titleFrom: number;
}

const MARKS = '[ xX~/!>?+*-]|✅|❌|☑️|☑|N/A';
const BOX = viewPattern(String.raw`\[(${MARKS})\](\*?)(?=[ \t\r\n]|$)`, 'y');
const EMOJIS = viewPattern(String.raw`(?:${EMOJI}[ \t]*)+`, 'y');
const ID = viewPattern(
  String.raw`((?:\*\*|__|~~|[\x60\[])*)((?:Task|TASK|Step|STEP)[ \-_]?)?(?:(\d{1,6}[a-z]{0,3}(?:\.\d{1,6}[a-z]{0,3})+)|(\d{1,6}[a-z]{0,3})|([A-Z]{1,3}\d{1,6}(?:\.\d{1,6})*[A-Za-z]{0,2})|([A-Z][A-Z0-9]{0,9}(?:-[A-Z0-9]{1,10})*-\d{1,6}(?:\.\d{1,6})*[A-Za-z]{0,2}))(?![A-Za-z0-9]|_(?!_))`,
  'y',
);
const SEPARATOR = viewPattern(String.raw`[:.)]|：|[ \t]+(?:-|–|—)(?=[ \t])`, 'y');
const FULL_COLON = toView('：');
const NO_ID = /^(?:P[0-4]|US\d+)$/;
const mirrors: Readonly<Record<string, string>> = { '**': '**', __: '__', '`': '`', '~~': '~~', '[': ']' };

/** Reads a box at this place; undefined where there is none or nothing follows it. `extra` are marks a file declares itself. */
export function findBox(view: string, from: number, to: number, extra?: ReadonlyMap<string, unknown>): Box | undefined {
  if (view[from] !== '[') return undefined;
  BOX.lastIndex = from;
  let match = BOX.exec(view);
  if (!match && extra && extra.size > 0) match = declaredBox(view, from, extra);
  if (!match || from + match[0].length > to) return undefined;
  let rest = from + match[0].length;
  while (rest < to && isBlank(view.charCodeAt(rest))) rest++;
  if (rest >= to) return undefined;
  const mark = match[1] ?? ' ';
  return { from: from + 1, to: from + 1 + mark.length, mark, starred: match[2] === '*' };
}

function declaredBox(view: string, from: number, extra: ReadonlyMap<string, unknown>): RegExpExecArray | null {
  const match = /^\[([^\]\r\n]{1,8})\](?=[ \t\r\n])/.exec(view.slice(from, from + 12));
  return match && extra.has(match[1] ?? '') ? match : null;
}

/** Reads the head in `from`…`to`; the id is a candidate until the file's ids are known. */
export function readHead(view: string, from: number, to: number, extra?: ReadonlyMap<string, unknown>): Head {
  const box = findBox(view, from, to, extra);
  const textFrom = box ? skip(view, box.to + 1 + Number(box.starred), to) : from;
  let at = textFrom;
  let emoji = '';
  if (view.charCodeAt(at) > 0x7f) {
    EMOJIS.lastIndex = at;
    emoji = EMOJIS.exec(view)?.[0] ?? '';
    at += emoji.length;
  }
  const found = readId(view, at, to);
  return found
    ? { from, to, box, textFrom, emoji, id: found.id, around: found.around, titleFrom: found.titleFrom }
    : { from, to, box, textFrom, emoji, id: undefined, around: '', titleFrom: textFrom };
}

function readId(view: string, from: number, to: number): { id: HeadId; around: string; titleFrom: number } | undefined {
  ID.lastIndex = from;
  const match = ID.exec(view);
  if (!match || from + match[0].length > to) return undefined;
  const open = match[1] ?? '';
  const kind = match[2] ?? '';
  const id = match[3] ?? match[4] ?? match[5] ?? match[6] ?? '';
  const form: IdForm = match[3] ? 'dotted' : match[4] ? 'lone' : match[5] ? 'lnum' : 'named';
  if (NO_ID.test(id)) return undefined;
  const idTo = from + match[0].length;
  let at = idTo;
  let separated = false;
  SEPARATOR.lastIndex = at;
  let separator = SEPARATOR.exec(view);
  const marks = open.match(/\*\*|__|~~|`|\[/g) ?? [];
  const close = marks
    .toReversed()
    .map((mark) => mirrors[mark] ?? mark)
    .join('');
  if (separator && close) {
    separated = true;
    at += separator[0].length;
  }
  let around = open;
  if (close && view.startsWith(close, at)) {
    at += close.length;
    around = '';
  }
  if (!separated) {
    SEPARATOR.lastIndex = at;
    separator = SEPARATOR.exec(view);
    if (separator) {
      separated = true;
      at += separator[0].length;
    }
  }
  if (around.includes('[') || around.includes('`')) return undefined;
  if (at > to) return undefined;
  // Nobody writes a blank after a full-width colon.
  if (at < to && !isBlank(view.charCodeAt(at)) && !(separator?.[0] === FULL_COLON && separated)) return undefined;
  const titleFrom = skip(view, at, to);
  const marked = kind !== '' || open !== '' || separated;
  if (form === 'lone' && !marked) return undefined;
  if (titleFrom >= to) return undefined;
  return { id: { id, form, from: idTo - id.length, to: idTo, marked, kind }, around, titleFrom };
}

function skip(view: string, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(view.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 10;
}
