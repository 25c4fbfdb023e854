import { type TaskList, findNextTask, findReachedStop, progressOf, remainingTime, render } from '@devteam/task-list';
import type { CommandContext } from '../command-context.ts';
import { displayWidth } from '../output/display-width.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { durationText } from '../output/time-text.ts';
import { findUnreadable, readList, standardInput } from './list-file.ts';
import { reportDiagnostics } from './report-diagnostics.ts';
import { statusColors } from './status-color.ts';

/** `devteam tasks list`. */
export async function listTasks(path: string, options: { json?: boolean }, context: CommandContext): Promise<void> {
  const { endWith, stderr, stdout } = context;
  const list = await readList(path);
  if (findUnreadable(list)) endWith(4);
  if (options.json) {
    stdout.line(jsonLine(render(list, path === standardInput ? undefined : path)));
    return;
  }
  const heads = list.tasks.map(({ depth, key }) => `${'  '.repeat(depth - 1)}${plainText(key)}`);
  const widest = Math.max(0, ...heads.map(displayWidth));
  const widestStatus = Math.max(0, ...list.tasks.map(({ status }) => status.length));
  for (const [index, { status, title }] of list.tasks.entries()) {
    const head = heads[index] ?? '';
    const cell = stdout.paint.color(statusColors[status], status.padEnd(widestStatus));
    stdout.line(`${head}${' '.repeat(widest - displayWidth(head))}  ${cell}  ${plainText(title)}`);
  }
  reportDiagnostics(path, list, context);
  if (!findUnreadable(list)) stderr.line(summaryOf(list));
}

/** How far the list is, what comes next, and how long the rest takes. */
function summaryOf(list: TaskList): string {
  const { closed, tasks } = progressOf(list.tasks);
  const next = findNextTask(list);
  const stop = findReachedStop(list);
  const { minutes, tasks: open } = remainingTime(list);
  return [
    `${closed} of ${tasks} tasks closed`,
    ...(stop ? [`stopped ${stop.when} ${plainText(stop.target)}`] : []),
    ...(next ? [`next: ${plainText(next.key)}`] : open > 0 ? ['nothing can start'] : []),
    ...(minutes === null || open === 0 ? [] : [`about ${durationText(minutes * 60_000)} left`]),
  ].join(', ');
}
