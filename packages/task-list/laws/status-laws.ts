import {
  applyEdits,
  completeTask,
  detect,
  isClosed,
  parse,
  setStatus,
  TaskListRefusal,
  type Edit,
  type ParseOptions,
  type Status,
  type Task,
  type TaskList,
} from '../src/index.ts';
import { ancestorsOf, BrokenLaw, descendantsOf, groupFacts, mustAgree, tasksMustAgree } from './facts.ts';
import { byteText, sameBytes } from './variants.ts';

export const statuses: readonly Status[] = [
  'pending',
  'active',
  'completed',
  'error',
  'blocked',
  'human-review',
  'canceled',
  'replaced',
  'skipped',
];

/** The key to write a task with: a bare one that several tasks have is refused. */
export const writeKey = (list: TaskList, task: Task): string =>
  task.id !== null && !task.key.includes('~') && list.tasks.some(({ key }) => key === `${task.key}~2`) ? `${task.key}~1` : task.key;

/** What an edit does, or the code it is refused with; any other error is a fault. */
export function tried(run: () => Edit[]): Edit[] | string {
  try {
    return run();
  } catch (error) {
    if (error instanceof TaskListRefusal) return error.diagnostic.code;
    throw error;
  }
}

export const readAgain = (list: TaskList, edits: readonly Edit[], options: ParseOptions = {}): TaskList =>
  parse(applyEdits(list.bytes, [...edits]), { ...options, dialect: list.dialect });

/** Refusals that a task can give a reason for: of its family, of a block quote. */
const FAIR: ReadonlySet<string> = new Set(['E130', 'E133']);

/**
 * Laws 2, 3 and 9 for one task and one status: only that status differs afterwards, and once more changes nothing. Returns the list
 * afterwards, or the code of a refusal.
 */
export function checkStatus(list: TaskList, task: Task, status: Status, options: ParseOptions = {}): TaskList | string {
  const edits = tried(() => setStatus(list, writeKey(list, task), status));
  const what = { key: task.key, from: task.status, to: status };
  if (typeof edits === 'string') {
    if (!FAIR.has(edits)) throw new BrokenLaw('a status is refused without a fair reason', { ...what, code: edits });
    return edits;
  }
  const after = readAgain(list, edits, options);
  const shown = { ...what, edits: edits.map(({ offset, length, bytes }) => [offset, length, byteText(bytes)]) };
  if (task.status === status && edits.length > 0 && task.statusSource !== 'derived')
    throw new BrokenLaw('an edit that changes nothing has edits', shown);
  sayTheSame(list, after, task, status, shown);
  const now = after.tasks[list.tasks.indexOf(task)];
  if (now?.status !== status) throw new BrokenLaw('the status does not read back', { ...shown, reads: now?.status });
  const again = tried(() => setStatus(after, writeKey(after, now), status));
  if (typeof again === 'string' || again.length > 0) throw new BrokenLaw('the same status again has edits', { ...shown, again });
  if (detect(after.bytes, options.path ?? '').dialect !== dialectOf(list, options.path ?? ''))
    throw new BrokenLaw('the dialect flipped', shown);
  return after;
}

const dialects = new WeakMap<TaskList, string>();

function dialectOf(list: TaskList, path: string): string {
  const dialect = dialects.get(list) ?? detect(list.bytes, path).dialect;
  dialects.set(list, dialect);
  return dialect;
}

/** Law 3: nothing but the status of one task, and of its parents, differs. */
export function sayTheSame(before: TaskList, after: TaskList, task: Task, status: Status, shown: Record<string, unknown>): void {
  if (after.tasks.length !== before.tasks.length)
    throw new BrokenLaw('the number of tasks changed', { ...shown, before: before.tasks.length, after: after.tasks.length });
  const above = ancestorsOf(before, task);
  const below = status === 'replaced' || task.status === 'replaced' ? descendantsOf(before, task) : new Set<string>();
  for (const [index, other] of before.tasks.entries()) {
    const now = after.tasks[index];
    if (!now) continue;
    const mayDiffer = other === task || above.has(other.key) || below.has(other.key);
    const law = other === task ? 'more than the status of the task changed' : 'another task changed';
    tasksMustAgree(law, other, now, mayDiffer ? 'without status' : 'all', () => ({ ...shown, other: other.key }));
  }
  for (const [index, group] of before.groups.entries())
    mustAgree('a group changed', groupFacts(group), after.groups[index] ? groupFacts(after.groups[index]) : {}, shown);
  if (before.counts.checks !== after.counts.checks) throw new BrokenLaw('the number of checks changed', shown);
}

/** Law 3 for a checklist: a mark of one byte. */
export function checkOneByte(list: TaskList, task: Task): void {
  if (list.family !== 'checklist' || task.given.includes('status') || task.statusSource !== 'box') return;
  const wanted: Status = isClosed(task.status) ? 'pending' : 'completed';
  const marked: TaskList = parse(list.bytes, { dialect: list.dialect, settings: { completion: 'mark' } });
  const key = writeKey(list, task);
  const edits = tried(() =>
    wanted === 'completed'
      ? completeTask(marked, key, { at: '2026-11-22T10:31:00Z', summary: 'Done', closeParents: false })
      : setStatus(marked, key, wanted, { closeParents: false }),
  );
  if (typeof edits === 'string' || edits.length !== 1 || edits[0]?.length !== 1 || edits[0].bytes.length !== 1)
    throw new BrokenLaw('a box of a checklist takes more than one byte', { key, wanted, edits });
}

/** Law 4: pending, completed, pending again; nothing is left of it but, at most, one Status field. */
export function checkThereAndBack(list: TaskList, task: Task, options: ParseOptions = {}): void {
  const key = writeKey(list, task);
  const only = { closeParents: false };
  const opened = task.status === 'pending' ? [] : tried(() => setStatus(list, key, 'pending', only));
  if (typeof opened === 'string') return;
  const start = readAgain(list, opened, options);
  const index = list.tasks.indexOf(task);
  const first = start.tasks[index];
  if (!first) throw new BrokenLaw('a task is gone', { key });
  for (const way of ['setStatus', 'completeTask'] as const) {
    const closed = tried(() =>
      way === 'setStatus'
        ? setStatus(start, key, 'completed', only)
        : completeTask(start, key, { at: '2026-11-22T10:31:00Z', summary: 'Did what was asked for', actualDuration: 25, ...only }),
    );
    if (typeof closed === 'string') continue;
    const done = readAgain(start, closed, options);
    const last = done.tasks[index];
    if (last?.status !== 'completed') throw new BrokenLaw('completed does not read back', { key, way, reads: last?.status });
    const reopened = tried(() => setStatus(done, key, 'pending', only));
    if (typeof reopened === 'string') throw new BrokenLaw('what was completed cannot be reopened', { key, way, code: reopened });
    const back = readAgain(done, reopened, options);
    if (sameBytes(back.bytes, start.bytes)) continue;
    const added = linesAdded(byteText(start.bytes), byteText(back.bytes));
    const channelWasThere = first.statusSource !== 'default' && first.statusSource !== 'checks' && first.statusSource !== 'derived';
    if (channelWasThere || added === undefined || !/^[ \t>]*(?:[-*+] )?[*_]*Status[*_:]/i.test(added))
      throw new BrokenLaw('there and back leaves something behind', {
        key,
        way,
        source: first.statusSource,
        added,
        start: byteText(start.bytes).slice(Math.max(0, first.source.offset - 40), first.source.offset + 400),
        back: byteText(back.bytes).slice(Math.max(0, first.source.offset - 40), first.source.offset + 500),
      });
  }
}

/** The one line that `after` has more than `before`, without blank lines; undefined if there is any other difference. */
function linesAdded(before: string, after: string): string | undefined {
  let from = 0;
  while (from < before.length && before[from] === after[from]) from++;
  let back = 0;
  while (back < before.length - from && before[before.length - 1 - back] === after[after.length - 1 - back]) back++;
  if (from + back < before.length) return undefined;
  // The same new piece can lie a few characters further left: as a whole line.
  let start = from;
  let end = after.length - back;
  while (start > 0 && after[start - 1] !== '\n' && after[start - 1] === after[end - 1]) {
    start--;
    end--;
  }
  const lines = after
    .slice(start, end)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  return lines.length === 1 ? lines[0] : undefined;
}
