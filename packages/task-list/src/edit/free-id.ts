import { lettersOf, type IdForm } from '../heads/task-id.ts';

/** Around a place: the ids of the siblings before and after, and the number of the parent or group. */
export interface Neighbors {
  readonly left: NeighborId | undefined;
  readonly right: NeighborId | undefined;
  /** `2` of group 2 or task 2; undefined at the top. */
  readonly base: string | undefined;
  readonly isSibling: (id: string) => boolean;
}

export interface NeighborId {
  readonly id: string;
  readonly form: IdForm;
  /** `1.0`: a top task of ai-dev-tasks. */
  readonly isPointZero: boolean;
}

/** Ids that were ever used, in lower case. */
export interface UsedIds {
  has(id: string): boolean;
  startsWith(prefix: string): boolean;
  /** The highest number of ids that start with `prefix` and go on with a number. */
  highest(prefix: string): number;
}

const MOST_TRIES = 20_000;

/** Headings with numbers: half steps (9.2), the first rule that yields an id. */
export function halfStep({ left, right, base, isSibling }: Neighbors, used: UsedIds): string {
  const virtual = base === undefined ? '0' : `${base}.0`;
  const l = left?.id.toLowerCase() ?? virtual;
  const r = right?.id.toLowerCase();
  if (r === undefined)
    return left === undefined && !used.has(`${base ?? ''}${base === undefined ? '' : '.'}1`)
      ? `${base === undefined ? '' : `${base}.`}1`
      : nextInSeries(seriesOf(l, isSibling), used);
  const below = stepBelow(l, r, used);
  if (below !== undefined) return below;
  const above = left === undefined ? undefined : stepAbove(l, r, isSibling, virtual, used);
  if (above !== undefined) return above;
  if (!used.startsWith(`${l}.`) && !used.has(`${l}.5`)) return `${l}.5`;
  return lettered(l, used, false);
}

/** Rule 2: R is `L.k`: the first free of `L.(k-1)` down to `L.1`. */
function stepBelow(l: string, r: string, used: UsedIds): string | undefined {
  if (!r.startsWith(`${l}.`)) return undefined;
  const k = numberAt(r, l.length + 1);
  for (let step = k - 1; step >= 1; step--) if (!used.has(`${l}.${step}`)) return `${l}.${step}`;
  return undefined;
}

/** Rule 3: L is a half step `B.k` of a sibling B: the first free above it, below R's number if R is one as well. */
function stepAbove(l: string, r: string, isSibling: Neighbors['isSibling'], virtual: string, used: UsedIds): string | undefined {
  const dot = l.lastIndexOf('.');
  const b = l.slice(0, dot);
  if (dot < 0 || !(isSibling(b) || b === virtual)) return undefined;
  const end = r.startsWith(`${b}.`) ? numberAt(r, b.length + 1) : Infinity;
  const start = numberAt(l, dot + 1);
  for (let step = start + 1; step < Math.min(end, start + MOST_TRIES); step++) if (!used.has(`${b}.${step}`)) return `${b}.${step}`;
  return undefined;
}

/** L without last parts as long as the rest is a sibling's id: after `1.2.5` comes `1.3`. */
function seriesOf(l: string, isSibling: Neighbors['isSibling']): string {
  let id = l;
  for (let dot = id.lastIndexOf('.'); dot >= 0 && isSibling(id.slice(0, dot)); dot = id.lastIndexOf('.')) id = id.slice(0, dot);
  const dot = id.lastIndexOf('.');
  return dot < 0 ? '' : id.slice(0, dot + 1);
}

function nextInSeries(prefix: string, used: UsedIds): string {
  let number = used.highest(prefix) + 1;
  while (used.has(`${prefix}${number}`)) number++;
  return `${prefix}${number}`;
}

function numberAt(id: string, at: number): number {
  return Number(/\d+/y.exec(id.slice(at))?.[0] ?? 0);
}

/** Everything else: the next number at the end, letters between. */
export function letterId(neighbors: Neighbors, used: UsedIds): string {
  const { left, right, base } = neighbors;
  const sample = left ?? right;
  if (!sample) return nextInSeries(base === undefined ? '' : `${base}.`, used);
  if (!right) return nextNumber(neighbors, used);
  if (left) return lettered(left.id, used, left.isPointZero);
  return lettered(zeroOf(sample), used, sample.isPointZero);
}

/** The number after the highest: `2.8`, `T078`, `PR-31`, `6.0`; zeros are kept. */
export function nextNumber({ left, right, base }: Neighbors, used: UsedIds): string {
  const sample = left ?? right;
  if (!sample) return nextInSeries(base === undefined ? '' : `${base}.`, used);
  const id = sample.id.replace(/(\d)[a-z]+$/i, '$1');
  const pointZero = sample.isPointZero ? /^(\d+)(?:[a-z]*)(\.0+)$/.exec(id.toLowerCase()) : null;
  if (pointZero) {
    let number = used.highest('') + 1;
    while (used.has(`${number}${pointZero[2]}`) || used.has(String(number))) number++;
    return `${number}${pointZero[2]}`;
  }
  const match = /^(.*?)(\d+)$/s.exec(id);
  const prefix = match?.[1] ?? '';
  const width = match?.[2]?.length ?? 1;
  let number = Math.max(used.highest(prefix), Number(match?.[2] ?? 0)) + 1;
  const written = () => prefix + String(number).padStart(match?.[2]?.startsWith('0') || width > 1 ? width : 1, '0');
  while (used.has(written())) number++;
  return written();
}

/** What stands before the first: `2.0`, `0`, `T000`, `0.0` before `1.0`. */
function zeroOf({ id, form, isPointZero }: NeighborId): string {
  if (form === 'dotted') {
    if (isPointZero) return '0.0';
    return `${id.slice(0, id.lastIndexOf('.'))}.0`;
  }
  if (form === 'lone') return '0';
  const letters = lettersOf(id.toUpperCase());
  const rest = id.slice(letters.length);
  const match = /^(-?)(.*?)(\d+)[A-Za-z]*$/.exec(rest);
  return `${id.slice(0, letters.length)}${match?.[1] ?? ''}${match?.[2] ?? ''}${'0'.repeat(match?.[3]?.length ?? 1)}`;
}

/** The first free of `a` … `z`, `aa` … on an id; letters it has make way, and a top task `1.0` gives `1a.0`, because `1.0a` would be below it. */
function lettered(id: string, used: UsedIds, isPointZero: boolean): string {
  const pointZero = isPointZero ? /^(\d+)[a-z]*(\.0+)$/i.exec(id) : null;
  const stem = pointZero ? (pointZero[1] ?? '') : id.replace(/(\d)[a-z]+$/i, '$1');
  const rest = pointZero?.[2] ?? '';
  for (let step = 0; step < MOST_TRIES; step++) {
    const candidate = stem + letters(step) + rest;
    if (!used.has(candidate) && !(rest !== '' && used.has(stem + letters(step)))) return candidate;
  }
  return stem + letters(MOST_TRIES) + rest;
}

function letters(step: number): string {
  let text = '';
  for (let rest = step; rest >= 0; rest = Math.floor(rest / 26) - 1) text = String.fromCharCode(97 + (rest % 26)) + text;
  return text;
}
