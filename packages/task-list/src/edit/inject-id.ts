import { findId } from '../heads/file-ids.ts';
import { readHead } from '../heads/head.ts';
import { findPrefix, type IdForm } from '../heads/task-id.ts';
import { refusal } from '../diagnostics/refusal.ts';
import type { TaskList } from '../model.ts';
import type { Document } from '../read/document.ts';
import { formOf } from '../read/key-lookup.ts';
import { halfStep, letterId, nextNumber, type NeighborId, type Neighbors, type UsedIds } from './free-id.ts';
import { isRowId } from './table-row.ts';
import { siblingsOf, type Slot } from './inject-slot.ts';

const FLAT: ReadonlySet<IdForm> = new Set(['lone', 'lnum', 'named']);

/** The id a new task gets in this place; null in a file, or among siblings, without ids. */
export function idFor(list: TaskList, document: Document, slot: Slot, used: UsedIds): string | null {
  const found = neighborsOf(list, document, slot);
  // A heading without a number is no task: where nothing has one the series of the whole file begins.
  const sample = found.left ?? found.right;
  const neighbors = list.family === 'headings' && !sample ? { ...found, base: found.base ?? '0' } : found;
  if (!sample) {
    const hasIds = list.tasks.some(({ id }) => id !== null);
    if (list.family !== 'headings' && ((slot.empty === undefined && slot.parent < 0) || !hasIds || neighbors.base === undefined))
      return null;
  }
  const { injectIds } = list.settings;
  if (injectIds === 'next') return nextNumber(neighbors, used);
  const isNumbered = !sample || sample.form === 'dotted' || sample.form === 'lone';
  if (list.family === 'headings' && isNumbered && injectIds !== 'letter') return halfStep(neighbors, used);
  return letterId(neighbors, used);
}

const POINT_ZERO = /^\d+[a-z]*\.0+$/i;

function idAt(list: TaskList, index: number): NeighborId | undefined {
  const task = list.tasks[index];
  if (!task || task.id === null) return undefined;
  const { id, parent } = task;
  const form = formOf(id);
  return form === 'error' ? undefined : { id, form, isPointZero: parent === null && POINT_ZERO.test(id) };
}

function neighborsOf(list: TaskList, document: Document, slot: Slot): Neighbors {
  const index = slot.left >= 0 ? slot.left : slot.right;
  const none = { left: undefined, right: undefined, base: baseOf(list, document, slot, undefined), isSibling: () => false };
  if (index < 0) return none;
  const siblings = siblingsOf(document, index);
  const upTo = slot.left >= 0 ? siblings.indexOf(slot.left) : siblings.indexOf(slot.right) - 1;
  let left = siblings.findLast((one, place) => place <= upTo && idAt(list, one) !== undefined) ?? -1;
  let right = siblings.find((one, place) => place > upTo && idAt(list, one) !== undefined) ?? -1;
  const sample = idAt(list, left) ?? idAt(list, right);
  if (!sample) return none;
  const isFlat = FLAT.has(sample.form);
  if (isFlat) {
    const end = slot.left >= 0 ? slot.left : slot.right - 1;
    const hasForm = (one: number) => idAt(list, one)?.form === sample.form;
    left = end;
    while (left >= 0 && !hasForm(left)) left--;
    right = end + 1;
    while (right < list.tasks.length && !(hasForm(right) && !isBelow(document, right, slot.left))) right++;
  }
  return {
    left: idAt(list, left),
    right: idAt(list, right),
    base: baseOf(list, document, slot, sample),
    isSibling: (id) => {
      const other = document.byKey.get(id.toUpperCase());
      if (other === undefined || idAt(list, other) === undefined) return false;
      if (isFlat) return idAt(list, other)?.form === sample.form;
      return document.parents[other] === document.parents[index] && document.entries[other]?.group === document.entries[index]?.group;
    },
  };
}

function isBelow({ parents }: Document, index: number, ancestor: number): boolean {
  if (ancestor < 0) return false;
  for (let up = parents[index] ?? -1; up >= 0; up = parents[up] ?? -1) if (up === ancestor) return true;
  return false;
}

/** The number ids of this place start with: of the siblings themselves, else of the parent or group. */
function baseOf(list: TaskList, document: Document, slot: Slot, sample: NeighborId | undefined): string | undefined {
  if (sample) return sample.form === 'dotted' ? findPrefix(sample.id.toLowerCase())?.replace(/\.0+$/, '') : undefined;
  const parent = list.tasks[slot.parent]?.id;
  if (parent) return parent.replace(/\.0+$/, '').toLowerCase();
  // Below a task without an id a number of the group would make it a task of the group.
  if (slot.parent >= 0) return undefined;
  const key = slot.empty?.key ?? document.lookup.groupKeys[slot.group];
  return key ? /(\d+[a-z]*(?:\.\d+[a-z]*)*)$/.exec(key)?.[1] : undefined;
}

/** A caller's own id: it has to be free and to read as an id in this file. E141 otherwise, with the id the rules would give. */
export function checkedId(list: TaskList, document: Document, wanted: string, rule: () => string | null, used: UsedIds): string {
  const id = wanted.trim();
  const ours = rule();
  if (id === ours) return id;
  const hint = ours === null ? 'this list has no ids' : `the rules would give ${ours}`;
  const head = `${id}. x`;
  const read = readHead(head, 0, head.length);
  const isId = list.family === 'table' ? isRowId(id) : read.id?.id === id && (ours === null || findId(read, document.ids) !== undefined);
  if (ours === null || !isId)
    throw refusal('E141', `"${id}" is no id here; expected an id such as those of this list; ${hint}`, { found: id, expected: ours ?? '' });
  if (used.has(id))
    throw refusal('E141', `the id ${id} is in use or was; expected one that never was; ${hint}`, { found: id, expected: ours });
  return id;
}
