import type { Group, Task, TaskList } from '../src/index.ts';

/**
 * All that a list says of a task, places aside. `how` leaves out what is not what the list says but how its file says it.
 */
export function factsOf(task: Task, how: 'all' | 'without status' = 'all'): Record<string, unknown> {
  const {
    source: _source,
    head: _head,
    checks,
    labels,
    statusText,
    statusSource: _statusSource,
    status,
    given,
    replacedBy,
    injection,
    completedAt,
    executionSummary,
    actualDuration,
    ...rest
  } = task;
  const facts = { ...rest, checks: checks.map(({ place: _place, ...check }) => check) };
  if (how === 'without status')
    return {
      ...facts,
      given: given.filter((field) => !STATUS_FIELDS.has(field)),
      labels: labels.filter(({ name }) => !STATUS_LABEL.test(name)).map(({ name, value }) => [name, value]),
    };
  return {
    ...facts,
    given,
    labels: labels.map(({ name, value }) => [name, value]),
    statusText,
    status,
    replacedBy,
    injection,
    completedAt,
    executionSummary,
    actualDuration,
  };
}

const STATUS_FIELDS: ReadonlySet<string> = new Set(['status', 'completedAt', 'executionSummary', 'actualDuration']);
const STATUS_LABEL = /^(?:status|state|状态|状態|ステータス|進捗|done|completed(?: at)?|actual duration|execution summary)$/i;

export const groupFacts = ({ place: _place, checks, ...rest }: Group): Record<string, unknown> => ({
  ...rest,
  checks: checks.map(({ text, done, label }) => ({ text, done, label })),
});

/** Keys above a task, as the list tells it. */
export function ancestorsOf(list: TaskList, task: Task): ReadonlySet<string> {
  const byKey = new Map(list.tasks.map((one) => [one.key, one]));
  const found = new Set<string>();
  for (let up = task.parent; up !== null && !found.has(up); up = byKey.get(up)?.parent ?? null) found.add(up);
  return found;
}

/** Keys of all below a task. */
export function descendantsOf(list: TaskList, task: Task): ReadonlySet<string> {
  const byKey = new Map(list.tasks.map((one) => [one.key, one]));
  const found = new Set<string>();
  const visit = (key: string): void => {
    for (const child of byKey.get(key)?.children ?? []) {
      if (found.has(child)) continue;
      found.add(child);
      visit(child);
    }
  };
  visit(task.key);
  return found;
}

/** A law that is broken, with what is needed to see why. */
export class BrokenLaw extends Error {
  constructor(law: string, what: Record<string, unknown>) {
    super(
      `${law}\n${Object.entries(what)
        .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join('\n')}`,
    );
    this.name = 'BrokenLaw';
  }
}

const known = new WeakMap<Task, Map<string, string>>();

/** The same as text: a list before an edit is compared with many after one. */
function factText(task: Task, how: 'all' | 'without status'): string {
  const texts = known.get(task) ?? new Map<string, string>();
  known.set(task, texts);
  const text = texts.get(how) ?? JSON.stringify(factsOf(task, how));
  texts.set(how, text);
  return text;
}

/** Both tasks say the same, `how` much of it is looked at; else the law is broken. */
export function tasksMustAgree(
  law: string,
  before: Task,
  after: Task,
  how: 'all' | 'without status',
  what: () => Record<string, unknown>,
): void {
  if (factText(before, how) !== factText(after, how)) mustAgree(law, factsOf(before, how), factsOf(after, how), what());
}

/** Both say the same; else the law is broken, with the names of what differs. */
export function mustAgree(
  law: string,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  what: Record<string, unknown>,
): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  throw new BrokenLaw(law, {
    ...what,
    ...Object.fromEntries(names.map((name) => [name, `${JSON.stringify(before[name])} became ${JSON.stringify(after[name])}`])),
  });
}
