import { merge, parse, replay, squash, type Operation, type Outcome, type Replayed, type TaskList } from '../src/index.ts';
import { BrokenLaw } from './facts.ts';
import { byteText, sameBytes } from './variants.ts';

/** Codes that tell people that an operation did not happen as asked. */
const SAID = /^(?:W23|W24|E0|E1)/;

/** Law 8: no operation is lost without a word, and no byte of a person. */
export function checkReplay(base: TaskList, operations: readonly Operation[], theirs: Uint8Array): Replayed {
  const result = replay(operations, theirs, { dialect: base.dialect });
  const shown = {
    base: byteText(base.bytes),
    theirs: byteText(theirs),
    operations,
    result: byteText(result.bytes),
    outcomes: result.outcomes.map(({ outcome, key, diagnostics }) => [outcome, key, diagnostics.map(({ code }) => code)]),
  };
  if (result.outcomes.length !== operations.length) throw new BrokenLaw('an operation has no outcome', shown);
  for (const one of result.outcomes) {
    const isDone = one.outcome === 'applied' || one.outcome === 'unchanged' || one.outcome === 'renamed';
    if (!isDone && !one.diagnostics.some(({ code }) => SAID.test(code)))
      throw new BrokenLaw('an operation is lost without a word', { ...shown, operation: one.operation });
    if (isDone && one.key === null) throw new BrokenLaw('an operation is done with no task', { ...shown, operation: one.operation });
  }
  lastWins(result, shown);
  keepsLines(theirs, result, shown);
  return result;
}

/** The last status that was set is the one that is there. */
function lastWins(result: Replayed, shown: Record<string, unknown>): void {
  const last = new Map<string, { outcome: Outcome; wanted: string }>();
  for (const outcome of result.outcomes) {
    const { operation, key } = outcome;
    if (key === null || (outcome.outcome !== 'applied' && outcome.outcome !== 'unchanged' && outcome.outcome !== 'renamed')) continue;
    if (operation.op === 'setStatus') last.set(key, { outcome, wanted: operation.status });
    else if (operation.op === 'complete') last.set(key, { outcome, wanted: 'completed' });
    else if (operation.op === 'inject' || operation.op === 'injectErrorResolution') {
      // It may have replaced, paused or become the parent of others, or moved their places.
      last.clear();
      if (!result.list.tasks.some((task) => task.key.toUpperCase() === key.toUpperCase()) && !key.startsWith('@'))
        throw new BrokenLaw('an injected task is not there', { ...shown, key });
    }
  }
  const byKey = new Map(result.list.tasks.map((task) => [task.key, task]));
  for (const [key, { wanted, outcome }] of last) {
    const task = byKey.get(key);
    if (!task) throw new BrokenLaw('the task of an operation is not there', { ...shown, key });
    // A later change of a child or of what replaced the parent decides for it.
    if (task.children.length > 0 || task.statusSource === 'derived') continue;
    if (task.status !== wanted)
      throw new BrokenLaw('an operation is not to be seen', { ...shown, key, wanted, reads: task.status, operation: outcome.operation });
  }
}

const FIELD = /^([ \t>]*(?:[-*+] )?[*_]*(?:Status|Priority|Completed|Actual Duration|Execution Summary)[*_]*:[*_]*).*$/i;

/** A line without what operations may change of it. */
function withoutState(line: string): string {
  return line
    .replace(FIELD, '$1')
    .replace(/\[[ xX~-]\] /, '')
    .replace(/ (?:\(REPLACED\)|\xe2\x9c\x85|\((?:Status|Priority): [^)]*\))/g, '')
    .replace(/^(\|[^|]*\|(?:[^|\\]|\\.)*\|).*$/, '$1')
    .trim();
}

/** Every line of theirs is still there, in order; what differs of one is its status, or a field that was set. */
function keepsLines(theirs: Uint8Array, result: Replayed, shown: Record<string, unknown>): void {
  const old = byteText(theirs).split(/\r?\n/);
  const now = byteText(result.bytes).split(/\r?\n/);
  const { missing, added } = difference(old, now);
  const rest = added.map(withoutState);
  for (const line of missing) {
    const bare = withoutState(line);
    if (bare === '' || FIELD.test(line)) continue;
    const at = rest.indexOf(bare);
    if (at < 0) throw new BrokenLaw('a line of a person is lost', { ...shown, line });
    rest.splice(at, 1);
  }
}

/** Lines that are only in the one or the other, by their longest common row. */
function difference(old: readonly string[], now: readonly string[]): { missing: string[]; added: string[] } {
  let from = 0;
  while (from < old.length && from < now.length && old[from] === now[from]) from++;
  let [oldTo, nowTo] = [old.length, now.length];
  while (oldTo > from && nowTo > from && old[oldTo - 1] === now[nowTo - 1]) {
    oldTo--;
    nowTo--;
  }
  const [a, b] = [old.slice(from, oldTo), now.slice(from, nowTo)];
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const missing: string[] = [];
  const added: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) missing.push(a[i++] ?? '');
    else added.push(b[j++] ?? '');
  }
  return { missing: [...missing, ...a.slice(i)], added: [...added, ...b.slice(j)] };
}

/** Law 8 on an unchanged base: as applied directly, and squashed to the same statuses. */
export function checkReplayOnBase(base: TaskList, operations: readonly Operation[], ours: TaskList): void {
  const shown = { base: byteText(base.bytes), operations, ours: byteText(ours.bytes) };
  const { bytes, outcomes } = replay(operations, base.bytes, { dialect: base.dialect });
  if (!sameBytes(bytes, ours.bytes))
    throw new BrokenLaw('replay on an unchanged base is something else', {
      ...shown,
      result: byteText(bytes),
      outcomes: outcomes.map(({ outcome, key, diagnostics }) => [outcome, key, diagnostics]),
    });
  const squashed = replay(squash([...operations]), base.bytes, { dialect: base.dialect });
  // Parents close with their last child, also for a moment: squashed, such moments are gone.
  const told = (list: TaskList): string =>
    list.tasks
      .filter(({ children }) => children.length === 0)
      .map(({ key, title, status }) => `${key} ${title} ${status}`)
      .join('\n');
  if (told(squashed.list) !== told(ours))
    throw new BrokenLaw('squashed operations lead elsewhere', {
      ...shown,
      squashed: squash([...operations]),
      result: byteText(squashed.bytes),
      told: told(squashed.list),
      wanted: told(ours),
      outcomes: squashed.outcomes.map(({ outcome, key, diagnostics }) => [outcome, key, diagnostics.map(({ code }) => code)]),
    });
}

/** merge(b, b, t) is t; merge(b, o, b) is o where all of o is operations. Returns whether it was. */
export function checkMerge(base: TaskList, ours: TaskList, theirs: Uint8Array): boolean {
  const options = { dialect: base.dialect };
  const shown = { base: byteText(base.bytes), ours: byteText(ours.bytes), theirs: byteText(theirs) };
  const none = merge(base.bytes, base.bytes, theirs, options);
  if (none.bytes === null || !sameBytes(none.bytes, theirs))
    throw new BrokenLaw('merge(b, b, t) is not t', { ...shown, result: none.bytes === null ? none.diagnostics : byteText(none.bytes) });
  const own = merge(base.bytes, ours.bytes, base.bytes, options);
  if (own.bytes === null) {
    if (!own.diagnostics.some(({ code }) => code === 'W244' || code.startsWith('E0')))
      throw new BrokenLaw('a merge without result says no W244', shown);
    return false;
  }
  if (!sameBytes(own.bytes, ours.bytes)) throw new BrokenLaw('merge(b, o, b) is not o', { ...shown, result: byteText(own.bytes) });
  const both = merge(base.bytes, ours.bytes, theirs, options);
  if (both.bytes !== null)
    keepsLines(theirs, { bytes: both.bytes, list: parse(both.bytes), outcomes: both.outcomes }, { ...shown, result: byteText(both.bytes) });
  return true;
}
