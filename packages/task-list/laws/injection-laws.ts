import {
  applyEdits,
  compareIds,
  inject,
  TaskListRefusal,
  type Edit,
  type Injected,
  type InjectPlace,
  type NewTask,
  type ParseOptions,
  type Task,
  type TaskList,
} from '../src/index.ts';
import { ancestorsOf, BrokenLaw, descendantsOf, factsOf, mustAgree } from './facts.ts';
import { readAgain, writeKey } from './status-laws.ts';
import { byteText } from './variants.ts';

/** Refusals of an injection that a file can give a reason for. */
const FAIR: ReadonlySet<string> = new Set(['E130', 'E131', 'E132', 'E133']);
const AT = '2026-11-22T10:30:00Z';

export const newTask: NewTask = {
  title: 'Reset the password by mail',
  description: 'People who forgot it get a link that works once.',
  acceptanceCriteria: ['The link works once', 'An old link says so'],
  priority: 'high',
  estimatedDuration: 120,
};

export interface InjectionKind {
  readonly name: 'before' | 'after' | 'replace' | 'priority';
  readonly at: (key: string) => InjectPlace;
}

export const injectionKinds: readonly InjectionKind[] = [
  { name: 'before', at: (before) => ({ type: 'positional', before }) },
  { name: 'after', at: (after) => ({ type: 'positional', after }) },
  { name: 'replace', at: (target) => ({ type: 'replace', target }) },
  { name: 'priority', at: (current) => ({ type: 'priority', current }) },
];

/** Laws 5, 6 and 9 for one place. Returns the list afterwards, or the code of a refusal. */
export function checkInjection(
  list: TaskList,
  anchor: Task,
  kind: InjectionKind,
  options: ParseOptions = {},
  task: NewTask = newTask,
  inOneStyle = true,
): { after: TaskList; added: Task; edits: readonly Edit[] } | string {
  const what: Record<string, unknown> = { anchor: anchor.key, kind: kind.name };
  let injected: Injected;
  try {
    injected = inject(list, { place: kind.at(writeKey(list, anchor)), task, at: AT, by: 'ana', reason: 'Asked for today' });
  } catch (error) {
    if (!(error instanceof TaskListRefusal)) throw error;
    const { code, message } = error.diagnostic;
    if (!FAIR.has(code)) throw new BrokenLaw('an injection is refused without a fair reason', { ...what, code, message });
    if (code === 'E132' && (kind.name !== 'replace' || !['completed', 'canceled', 'replaced', 'skipped'].includes(anchor.status)))
      throw new BrokenLaw('an anchor is refused that is there', { ...what, message });
    return code;
  }
  const { edits, id, key } = injected;
  const after = readAgain(list, edits, options);
  const around = (from: number): string => byteText(after.bytes).slice(Math.max(0, from - 300), from + 700);
  const shown = {
    ...what,
    id,
    key,
    edits: edits.map(({ offset, length, bytes }) => [offset, length, byteText(bytes)]),
    result: around(edits[0]?.offset ?? 0),
  };
  if (after.tasks.length !== list.tasks.length + 1)
    throw new BrokenLaw('not one task more', { ...shown, before: list.tasks.length, after: after.tasks.length });
  const at = after.tasks.findIndex((one) => one.key.toUpperCase() === key.toUpperCase());
  const added = after.tasks[at];
  if (!added)
    throw new BrokenLaw('the new task does not have the key that was told', {
      ...shown,
      keys: after.tasks.map((one) => one.key).join(' '),
    });
  const others = after.tasks.toSpliced(at, 1);
  othersStay(list, others, anchor, kind, shown);
  saysWhatWasGiven(after, added, task, kind, shown);
  standsWhereAsked(list, after, anchor, added, kind, shown);
  idIsNew(list, after, others, added, inOneStyle, shown);
  const insertions = edits.filter(({ length }) => length === 0);
  if ((kind.name === 'before' || kind.name === 'after') && edits.length !== 1)
    throw new BrokenLaw('an injection at a place has more than one edit', shown);
  if (insertions.length === 0) throw new BrokenLaw('an injection that inserts nothing', shown);
  keepsTheForm(list, edits, shown);
  return { after, added, edits };
}

/** Every other task is as before, but for the replaced or paused one, and keys and parents that are only places. */
function othersStay(before: TaskList, others: readonly Task[], anchor: Task, kind: InjectionKind, shown: Record<string, unknown>): void {
  const below = kind.name === 'replace' ? descendantsOf(before, anchor) : new Set<string>();
  const above = ancestorsOf(before, anchor);
  // What a dependency names is an id as soon as the file has ids of its kind.
  const hasNumbers = before.tasks.some(({ id }) => id !== null && /^\d\w*\./.test(id));
  // A replaced task may have been a replacement itself, which only its mark told.
  const withoutPlaces = ({
    key,
    parent,
    children: _children,
    dependencyNotes,
    injection,
    ...rest
  }: Record<string, unknown>): Record<string, unknown> => ({
    ...rest,
    injection: kind.name === 'replace' ? null : injection,
    dependencyNotes: hasNumbers ? dependencyNotes : [],
    key: nameOf(key),
    parent: nameOf(parent),
  });
  const nameOf = (key: unknown): unknown => (typeof key === 'string' && key.startsWith('@') ? '@' : key);
  for (const [index, other] of before.tasks.entries()) {
    const now = others[index];
    if (!now) continue;
    // A status that follows from done checks may have to be written down, as the first of the file.
    const mayDiffer = other === anchor || below.has(other.key) || above.has(other.key) || other.statusSource === 'checks';
    const how = mayDiffer ? 'without status' : 'all';
    mustAgree('an injection changed another task', withoutPlaces(factsOf(other, how)), withoutPlaces(factsOf(now, how)), {
      ...shown,
      other: other.key,
    });
    const isTouched =
      (kind.name === 'replace' && (other === anchor || below.has(other.key))) ||
      (kind.name === 'priority' && other === anchor) ||
      above.has(other.key);
    if (!isTouched && other.status !== now.status)
      throw new BrokenLaw('an injection changed the status of another task', {
        ...shown,
        other: other.key,
        was: other.status,
        now: now.status,
      });
    if (kind.name === 'replace' && other === anchor && now.status !== 'replaced')
      throw new BrokenLaw('the replaced task is not replaced', { ...shown, now: now.status });
  }
}

function saysWhatWasGiven(after: TaskList, added: Task, task: NewTask, kind: InjectionKind, shown: Record<string, unknown>): void {
  if (added.title !== task.title) throw new BrokenLaw('the title does not read back', { ...shown, reads: added.title });
  const above = ancestorsOf(after, added);
  const isBelowReplaced = after.tasks.some((one) => above.has(one.key) && one.status === 'replaced');
  if (added.status !== (isBelowReplaced ? 'canceled' : 'pending'))
    throw new BrokenLaw('a new task is not pending', { ...shown, reads: added.status });
  if (after.family !== 'headings' && after.family !== 'checklist') return;
  if (task.description !== undefined && added.description !== task.description)
    throw new BrokenLaw('the description does not read back', { ...shown, reads: added.description });
  if (task.acceptanceCriteria && JSON.stringify(added.acceptanceCriteria) !== JSON.stringify(task.acceptanceCriteria))
    throw new BrokenLaw('the criteria do not read back', { ...shown, reads: added.acceptanceCriteria });
  if (task.priority && added.priority !== task.priority)
    throw new BrokenLaw('the priority does not read back', { ...shown, reads: added.priority });
  if (task.estimatedDuration !== undefined && added.estimatedDuration !== task.estimatedDuration)
    throw new BrokenLaw('the estimate does not read back', { ...shown, reads: added.estimatedDuration });
  const type = kind.name === 'before' || kind.name === 'after' ? 'positional' : kind.name;
  if (
    added.injection?.type !== type ||
    added.injection.by !== 'ana' ||
    added.injection.at !== AT ||
    added.injection.reason !== 'Asked for today'
  )
    throw new BrokenLaw('the injection details do not read back', { ...shown, reads: added.injection });
}

function standsWhereAsked(
  before: TaskList,
  after: TaskList,
  anchor: Task,
  added: Task,
  kind: InjectionKind,
  shown: Record<string, unknown>,
): void {
  const anchorNow = after.tasks.filter((one) => one !== added)[before.tasks.indexOf(anchor)];
  if (!anchorNow) throw new BrokenLaw('the anchor is gone', shown);
  if (added.parent !== anchorNow.parent)
    throw new BrokenLaw('the new task has another parent than its sibling', { ...shown, parent: added.parent, of: anchorNow.parent });
  if (added.children.length > 0) throw new BrokenLaw('the new task took children', { ...shown, children: added.children });
  const siblings = after.tasks.filter((one) => one.parent === anchorNow.parent);
  const distance = siblings.indexOf(added) - siblings.indexOf(anchorNow);
  if (distance !== (kind.name === 'before' || kind.name === 'priority' ? -1 : 1))
    throw new BrokenLaw('the new task stands elsewhere', { ...shown, distance });
}

function idIsNew(
  before: TaskList,
  after: TaskList,
  others: readonly Task[],
  added: Task,
  inOneStyle: boolean,
  shown: Record<string, unknown>,
): void {
  if (added.id === null) return;
  const taken = [...before.tasks.map(({ id }) => id), ...before.groups.map(({ key }) => key), ...before.parked.map(({ id }) => id)];
  if (taken.some((id) => id !== null && id.toUpperCase() === added.id?.toUpperCase())) throw new BrokenLaw('the id was in use', shown);
  if (others.some(({ key }) => key.includes('~') && key.startsWith(`${added.key}~`))) throw new BrokenLaw('the id was in use', shown);
  const siblings = [...others];
  const index = siblings.findIndex((one) => one.source.offset > added.source.offset);
  const groupAt = ({ source }: Task): number => after.groups.filter(({ place }) => place.offset < source.offset).length;
  const group = groupAt(added);
  const rank = (one: Task | undefined): string | null =>
    one && one.parent === added.parent && one.group === added.group && groupAt(one) === group && one.kind === 'feature' ? one.id : null;
  const left = rank(siblings.slice(0, index < 0 ? undefined : index).findLast((one) => rank(one) !== null));
  const right = index < 0 ? null : rank(siblings.slice(index).find((one) => rank(one) !== null));
  const forms = new Set(
    [left, added.id, right].map((id) =>
      id === null ? 'none' : /^\d[\da-z]*$/.test(id) ? 'lone' : /^\d/.test(id) ? 'dotted' : id.replace(/\d.*$/, ''),
    ),
  );
  if (
    inOneStyle &&
    forms.size === 1 &&
    left !== null &&
    right !== null &&
    compareIds(left, right) < 0 &&
    (compareIds(left, added.id) >= 0 || compareIds(added.id, right) >= 0)
  )
    throw new BrokenLaw('the id does not sort between its neighbors', { ...shown, left, right });
}

/** Law 6: line ends, final newline and byte order mark stay. */
function keepsTheForm(list: TaskList, edits: readonly Edit[], shown: Record<string, unknown>): void {
  const before = byteText(list.bytes);
  const after = byteText(applyEdits(list.bytes, [...edits]));
  if (before.startsWith('\xef\xbb\xbf') !== after.startsWith('\xef\xbb\xbf')) throw new BrokenLaw('the byte order mark changed', shown);
  if (before.endsWith('\n') !== after.endsWith('\n')) throw new BrokenLaw('the final newline changed', shown);
  const hasOnlyCrlf = /\n/.test(before) && !/(?<!\r)\n/.test(before);
  const hasOnlyLf = /\n/.test(before) && !/\r\n/.test(before);
  if (hasOnlyCrlf && /(?<!\r)\n/.test(after)) throw new BrokenLaw('a line end of another kind', shown);
  if (hasOnlyLf && /\r\n/.test(after)) throw new BrokenLaw('a line end of another kind', shown);
}
