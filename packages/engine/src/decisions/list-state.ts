import type { ListRemark, ListState } from '@devteam/api';
import { type Diagnostic, type TaskList, findTask } from '@devteam/task-list';
import { blockedReasons } from './blocked-reasons.ts';
import { workOrder } from './injection/work-order.ts';
import { listFacts } from './list-facts.ts';

/** More of each is counted, not named. */
const mostNamed = 200;
const longestLine = 300;

/** What a person should know of a list before work on it begins: the order, what never starts, and the lines that were not understood. */
export function listState(list: TaskList, path: string): ListState {
  const { completed, total } = listFacts(list);
  const order = workOrder(list);
  const willRun = new Set(order);
  const stuck = blockedReasons(list).filter(({ key }) => !willRun.has(key) && findTask(list, key)?.optional !== true);
  const remarks = list.diagnostics.filter((each) => each.severity !== 'note');
  const lines = remarks.length === 0 ? [] : new TextDecoder().decode(list.bytes).split(/\r\n|\r|\n/);
  const named = (key: string) => {
    const task = findTask(list, key);
    return { key, id: task?.id ?? null, title: task?.title ?? key };
  };
  return {
    path,
    dialect: list.dialect,
    completed,
    total,
    order: order.slice(0, mostNamed).map(named),
    orderLength: order.length,
    stuck: stuck.slice(0, mostNamed).map(({ key, reason }) => Object.assign(named(key), { why: reason })),
    stuckCount: stuck.length,
    remarks: remarks.slice(0, mostNamed).map((each) => remarkOf(each, lines)),
    remarkCount: remarks.length,
    stops: list.stops.map(({ target, when }) => ({ when, target })),
  };
}

const remarkOf = ({ code, col, hint, line, message, severity }: Diagnostic, lines: readonly string[]): ListRemark => ({
  line,
  column: col,
  severity: severity === 'error' ? 'error' : 'warning',
  code,
  message,
  hint: hint ?? null,
  text: (lines[line - 1] ?? '').trim().slice(0, longestLine).toWellFormed(),
});
