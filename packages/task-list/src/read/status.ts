import { isClosed, readStatus } from '../dialects/statuses.ts';
import type { Family, Status, StatusSource } from '../model.ts';

/** All that a task says about its status, each part as it is written. */
export interface StatusSigns {
  readonly family: Family;
  /** Text of the Status field, or null without one. */
  readonly field: string | null;
  /** Text of a Blocked field, or null. */
  readonly blockedBy: string | null;
  /** The mark in a box; `meaning` is undefined if it says nothing. */
  readonly box: { readonly mark: string; readonly meaning: Status | undefined } | null;
  /** A status at the end of the head: of a heading, or of an outline's line. */
  readonly suffix: { readonly text: string; readonly status: Status } | null;
  /** `(REPLACED)` with neither Status nor Injection Details. */
  readonly markedReplaced: boolean;
  readonly known: Status | undefined;
}

export interface StatusReading {
  readonly status: Status;
  readonly source: StatusSource;
  readonly text: string;
  /** W220 word, W221 mark, W222 disagreement, W251 empty. */
  readonly faults: readonly ('W220' | 'W221' | 'W222' | 'W251')[];
}

const fieldSource: Readonly<Record<Family, StatusSource>> = {
  headings: 'field',
  checklist: 'field',
  outline: 'mark',
  table: 'cell',
  file: 'field',
  none: 'field',
};

/** Decides between the places that hold the status of one task. */
export function decideStatus(signs: StatusSigns): StatusReading {
  const { field, family } = signs;
  const side = family === 'checklist' ? boxSide(signs) : headSide(signs);
  if (field === null) return withoutField(signs, side);
  if (field.trim() === '') return { ...withoutField(signs, side), faults: ['W251'] };
  const read = readStatus(field);
  if (!read.status) return { status: 'blocked', source: 'unknown', text: field, faults: ['W220'] };
  const byField: StatusReading = { status: read.status, source: fieldSource[family], text: field, faults: [] };
  if (!side || side.source === 'unknown' || isClosed(side.status) === isClosed(read.status)) return byField;
  const headWins = signs.known === undefined ? family === 'checklist' : isClosed(side.status) !== isClosed(signs.known);
  return { ...(headWins ? side : byField), faults: ['W222'] };
}

function withoutField(signs: StatusSigns, side: StatusReading | undefined): StatusReading {
  if (signs.blockedBy !== null && !(side && isClosed(side.status)))
    return { status: 'blocked', source: 'field', text: signs.blockedBy, faults: [] };
  return side ?? { status: 'pending', source: 'default', text: '', faults: [] };
}

function boxSide({ box }: StatusSigns): StatusReading | undefined {
  if (!box) return undefined;
  if (box.meaning === undefined) return { status: 'blocked', source: 'unknown', text: box.mark, faults: ['W221'] };
  return { status: box.meaning, source: 'box', text: box.mark, faults: [] };
}

function headSide(signs: StatusSigns): StatusReading | undefined {
  const { box, suffix, family } = signs;
  if (box) return boxSide(signs);
  if (suffix) return { status: suffix.status, source: family === 'outline' ? 'mark' : 'heading', text: suffix.text, faults: [] };
  return signs.markedReplaced ? { status: 'replaced', source: 'heading', text: '(REPLACED)', faults: [] } : undefined;
}
