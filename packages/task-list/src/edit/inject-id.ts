import { findId } from '../heads/file-ids.ts';
import { readHead } from '../heads/head.ts';
import { findPrefix, type IdForm } from '../heads/task-id.ts';
import { refusal } from '../diagnostics/refusal.ts';
import type { TaskList } from '../model.ts';
import type { Document } from '../read/document.ts';
import { formOf } from '../read/key-lookup.ts';
import { halfStep, letterId, nextNumber, type NeighborId, type Neighbors, type UsedIds } from './free-id.ts';
import { siblingsOf, type Slot } from './inject-slot.ts';

const FLAT: ReadonlySet<IdForm> = new Set(['lone', 'lnum', 'named']);

/** The id a new task gets in this place; null in a file, or among siblings, without ids. */
export function idFor(list: TaskList, document: Document, slot: Slot, used: UsedIds): string | null {
  const neighbors = neighborsOf(list, document, slot);
  const sample = neighbors.left ?? neighbors.right;
  if (!sample && slot.empty === undefined && slot.parent < 0) return null;
  if (!sample && !list.tasks.some(({ id }) => id !== null)) return null;
  if (!sample && neighbors.base === undefined) return null;
  const { injectIds } = list.settings;
  if (injectIds === 'next') return nextNumber(neighbors, used);
  const isNumbered = !sample || sample.form === 'dotted' || sample.form === 'lone';
  if (list.family === 'headings' && isNumbered && injectIds !== 'letter') return halfStep(neighbors, used);
  return letterId(neighbors, used);
}

function neighborsOf(list: TaskList, document: Document, slot: Slot): Neighbors {
  const idAt = (index: number): NeighborId | undefined => {
    const task = list.tasks[index];
    if (!task || task.id === null || formOf(task.id) === 'error') return undefined;
    return { id: task.id, form: formOf(task.id) };
  };
  const sampleIndex = slot.left >= 0 ? slot.left : slot.right;
  if (sampleIndex < 0) return { left: undefined, right: undefined, base: baseOf(list, document, slot, undefined), siblings: new Set() };
  const siblings = siblingsOf(document, sampleIndex);
  const upTo = slot.left >= 0 ? siblings.indexOf(slot.left) : siblings.indexOf(slot.right) - 1;
  let left = siblings.slice(0, upTo + 1).findLast((index) => idAt(index) !== undefined);
  let right = siblings.slice(upTo + 1).find((index) => idAt(index) !== undefined);
  const sample = idAt(left ?? right ?? -1);
  if (!sample) return { left: undefined, right: undefined, base: baseOf(list, document, slot, undefined), siblings: new Set() };
  let peers = siblings;
  if (FLAT.has(sample.form)) {
    peers = list.tasks.flatMap((_, index) => (idAt(index)?.form === sample.form ? [index] : []));
    const end = slot.left >= 0 ? slot.left : slot.right - 1;
    left = peers.findLast((index) => index <= end);
    right = peers.find((index) => index > end && !isBelow(document, index, slot.left));
  }
  return {
    left: idAt(left ?? -1),
    right: idAt(right ?? -1),
    base: baseOf(list, document, slot, sample),
    siblings: new Set(peers.flatMap((index) => idAt(index)?.id.toLowerCase() ?? [])),
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
  const key = slot.empty?.key ?? document.lookup.groupKeys[slot.group];
  return key ? /(\d+[a-z]*(?:\.\d+[a-z]*)*)$/.exec(key)?.[1] : undefined;
}

/** A caller's own id: it has to be free and to read as an id in this file. E141 otherwise, with the id the rules would give. */
export function checkedId(list: TaskList, document: Document, wanted: string, rule: () => string | null, used: UsedIds): string {
  const id = wanted.trim();
  const ours = rule();
  const hint = ours === null ? 'this list has no ids' : `the rules would give ${ours}`;
  const head = `${id}. x`;
  const read = readHead(head, 0, head.length);
  const isId = read.id?.id === id && (ours === null || findId(read, document.ids) !== undefined);
  if (ours === null || !isId)
    throw refusal('E141', `"${id}" is no id here; expected an id such as those of this list; ${hint}`, { found: id, expected: ours ?? '' });
  if (used.has(id))
    throw refusal('E141', `the id ${id} is in use or was; expected one that never was; ${hint}`, { found: id, expected: ours });
  return id;
}
