import type { Group, GroupJson, Task, TaskJson, TaskList, TaskListJson } from '../model.ts';
import { isExecutable } from '../questions/readiness.ts';

/** The JSON form of command line and API: all keys always there, null or [] if empty. */
export function render(list: TaskList, file?: string): TaskListJson {
  return {
    file: file ?? null,
    dialect: list.dialect,
    family: list.family,
    title: list.title,
    tasks: list.tasks.map((task) => taskJson(list, task)),
    groups: list.groups.map((group) => groupJson(group)),
    stops: list.stops,
    counts: list.counts,
    diagnostics: list.diagnostics,
  };
}

function taskJson(list: TaskList, task: Task): TaskJson {
  const { source, head: _head, labels: _labels, checks, ...rest } = task;
  return {
    ...rest,
    ...source,
    executable: isExecutable(list, task),
    checks: checks.map(({ text, done, label, place }) => ({ text, done, label, line: place.line })),
  };
}

function groupJson(group: Group): GroupJson {
  const { place, checks: _checks, ...rest } = group;
  return { ...rest, line: place.line };
}
