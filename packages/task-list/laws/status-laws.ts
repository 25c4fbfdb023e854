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
export function checkStatus(
  list: TaskList,
  task: Task,
  status: Status,
  options: ParseOptions = {},
  dialectStays = true,
): TaskList | string {
  // What is below a replaced task counts as canceled as long as it is open, whatever it says.
  const above = ancestorsOf(list, task);
  if (list.tasks.some((other) => above.has(other.key) && other.status === 'replaced')) return list;
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
  if (dialectStays && detect(after.bytes, options.path ?? '').dialect !== dialectOf(list, options.path ?? ''))
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
    // The first status of a file ends the rule that done checks say completed: then such tasks get a status of their own.
    const isPinned = other.statusSource === 'checks' && other !== task;
    if (isPinned && !above.has(other.key) && now.status !== other.status)
      throw new BrokenLaw('another task lost its status', { ...shown, other: other.key, was: other.status, now: now.status });
    const mayDiffer = isPinned || other === task || above.has(other.key) || below.has(other.key);
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
export function checkThereAndBack(list: TaskList, task: Task, options: ParseOptions = {}, inOneSpelling = true): void {
  const key = writeKey(list, task);
  const only = { closeParents: false };
  const opened = task.status === 'pending' ? [] : tried(() => setStatus(list, key, 'pending', only));
  if (typeof opened === 'string') return;
  const start = readAgain(list, opened, options);
  // A box and a line that disagree are brought together by the first edit.
  if (start.diagnostics.some(({ code }) => code === 'W222')) return;
  const index = list.tasks.indexOf(task);
  const first = start.tasks[index];
  if (!first) throw new BrokenLaw('a task is gone', { key });
  // A mark of its own for pending, as Kiro's `[~]`, comes back as an open box.
  if (byteText(start.bytes).startsWith('[~]', first.head.offset)) return;
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
    // Where words are spelled in several ways the most common one may be another one now.
    if (!inOneSpelling && byteText(back.bytes).toLowerCase() === byteText(start.bytes).toLowerCase()) continue;
    if (list.tasks.some((one) => one !== task && one.statusSource === 'checks')) continue;
    // Fields of a completion put a blank line above text that would join them; it cannot be told from a person's.
    if (way === 'completeTask' && blankLinesMore(byteText(start.bytes), byteText(back.bytes)) === 1) continue;
    const added = pieceAdded(byteText(start.bytes), byteText(back.bytes));
    const channelWasThere = first.statusSource !== 'default' && first.statusSource !== 'checks' && first.statusSource !== 'derived';
    // An item or heading without a box may have got one; what had no status at all may have got a field.
    const isFair =
      added !== undefined && (/^ ?\[ \] ?$/.test(added) || (!channelWasThere && /^[ \t>]*(?:[-*+] )?[*_]*Status[*_:]/i.test(added)));
    if (!isFair)
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

/** Blank lines that one text has more than another with the same words, or -1. */
const blankLinesMore = (before: string, after: string): number =>
  after.replace(/\s/g, '') === before.replace(/\s/g, '') ? after.split('\n').length - before.split('\n').length : -1;

/** The one line, or piece of a line, that `after` has more than `before`, blank lines aside; undefined if there is any other difference. */
function pieceAdded(before: string, after: string): string | undefined {
  const lines = (text: string): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const old = lines(before);
  const now = lines(after);
  let at = 0;
  while (at < old.length && old[at] === now[at]) at++;
  if (now.length === old.length + 1 && old.slice(at).join('\n') === now.slice(at + 1).join('\n')) return now[at];
  if (now.length !== old.length || old.slice(at + 1).join('\n') !== now.slice(at + 1).join('\n')) return undefined;
  const [own = '', written = ''] = [old[at], now[at]];
  let from = 0;
  while (from < own.length && own[from] === written[from]) from++;
  const rest = own.length - from;
  return written.endsWith(own.slice(from)) ? written.slice(from, written.length - rest) : undefined;
}
