import {
  type Readiness,
  type Task,
  type TaskJson,
  type TaskList,
  TaskListRefusal,
  findGroup,
  formatDiagnostic,
  getTask,
  readiness,
  render,
} from '@devteam/task-list';
import type { CommandContext } from '../command-context.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { durationText } from '../output/time-text.ts';
import { refuse } from './edit-list.ts';
import { findUnreadable, readList } from './list-file.ts';
import { statusColors } from './status-color.ts';

/** `devteam tasks show`. */
export async function showTask(path: string, key: string, options: { json?: boolean }, context: CommandContext): Promise<void> {
  const list = await readList(path);
  const unreadable = findUnreadable(list);
  if (unreadable) {
    refuse(path, unreadable, options, context);
    return;
  }
  try {
    const task = getTask(list, key);
    if (options.json) context.stdout.line(jsonLine({ task: jsonOf(list, task), diagnostics: diagnosticsOf(list, task) }));
    else tell(path, list, task, context);
  } catch (error) {
    if (!(error instanceof TaskListRefusal)) throw error;
    refuse(path, error.diagnostic, options, context);
  }
}

function jsonOf(list: TaskList, task: Task): TaskJson {
  const json = render(list).tasks.find(({ key }) => key === task.key);
  if (!json) throw new Error(`${task.key} is in the list and is not rendered`);
  return json;
}

const diagnosticsOf = (list: TaskList, task: Task): TaskList['diagnostics'] => list.diagnostics.filter(({ key }) => key === task.key);

function tell(path: string, list: TaskList, task: Task, { stderr, stdout }: CommandContext): void {
  const { paint } = stdout;
  stdout.line(paint.bold(`${plainText(task.key)} ${plainText(task.title)}`));
  for (const [name, value] of rowsOf(path, list, task)) {
    if (value === '') continue;
    const text = name === 'Status' ? paint.color(statusColors[task.status], value) : value;
    stdout.line(`  ${paint.faint(name.padEnd(13))} ${text}`);
  }
  for (const diagnostic of diagnosticsOf(list, task)) stderr.line(plainText(formatDiagnostic(diagnostic, path)));
}

function rowsOf(path: string, list: TaskList, task: Task): [name: string, value: string][] {
  const { acceptanceCriteria, checks, errorContext, injection } = task;
  const group = task.group === null ? undefined : findGroup(list, task.group);
  const detail = task.statusText.toLowerCase() === task.status || task.statusSource === 'box' ? '' : ` (${task.statusText})`;
  const rows: [string, string][] = [
    ['Status', `${task.status}${task.statusText === '' ? '' : detail}`],
    ['May start', mayStart(readiness(list, task.key))],
    ['Where', `${path}:${task.head.line}:${task.head.col}`],
    ['Group', group ? group.title : ''],
    ['Below', task.parent ?? ''],
    ['Sub-tasks', task.children.join(', ')],
    ['Description', task.description],
    ...acceptanceCriteria.map((criterion, index): [string, string] => [index === 0 ? 'Criteria' : '', `- ${criterion}`]),
    ...checks.map(({ done, text }, index): [string, string] => [index === 0 ? 'Checks' : '', `${done === true ? '[x]' : '[ ]'} ${text}`]),
    ['Priority', task.priority],
    ['Complexity', task.complexity],
    ['Waits for', [...task.dependencies, ...task.dependencyNotes].join(', ')],
    ['Tags', task.tags.join(', ')],
    ['Files', task.files.join(', ')],
    ['Estimated', task.estimatedDuration === null ? '' : durationText(task.estimatedDuration * 60_000)],
    ['Took', task.actualDuration === null ? '' : durationText(task.actualDuration * 60_000)],
    ['Completed', task.completedAt ?? ''],
    ['Summary', task.executionSummary ?? ''],
    ['Replaced by', task.replacedBy ?? ''],
    ['Stop', task.stop === null ? '' : `${task.stop} it`],
    [
      'Injected',
      injection ? [injection.type, injection.at, injection.by, injection.reason].filter((part) => part !== null).join(', ') : '',
    ],
    ['Error of', errorContext ? [errorContext.originalTask, errorContext.errorType].filter((part) => part !== null).join(', ') : ''],
  ];
  return rows.map(([name, value]) => [name, plainText(value)]);
}

const reasons: Record<NonNullable<Readiness['reason']>, string> = {
  status: 'no, because of its status',
  composite: 'no, its sub-tasks are done instead',
  dependency: 'not yet',
  optional: 'only if it is asked for',
  diagnostic: 'no, because of an error in the list',
};

function mayStart({ ready, reason, waitingFor }: Readiness): string {
  const what = ready || reason === undefined ? 'yes' : reasons[reason];
  return waitingFor.length === 0 ? what : `${what}; it waits for ${waitingFor.join(', ')}`;
}
