import { type Task, type TaskList, isClosed } from '@devteam/task-list';
import { blockedReasons } from './blocked-reasons.ts';

export interface ListFacts {
  entries: {
    key: string;
    id: string | null;
    title: string;
    status: Task['status'];
    depth: number;
    executable: boolean;
    dependencies: string[];
    waitingFor: string | null;
  }[];
  completed: number;
  total: number;
}

/** A leaf that somebody is meant to carry out, closed or not. Parents close with their children and are not counted. */
export const isCounted = (task: Task): boolean => task.children.length === 0 && task.type !== 'composite' && !task.optional;

/** What is shown of a list: each task in document order, and how many of those that are carried out are closed. */
export function listFacts(list: TaskList): ListFacts {
  const waiting = new Map(blockedReasons(list).map(({ key, reason }) => [key, reason]));
  const counted = list.tasks.filter(isCounted);
  return {
    entries: list.tasks.map((task) => ({
      key: task.key,
      id: task.id,
      title: task.title,
      status: task.status,
      depth: task.depth,
      executable: isCounted(task),
      dependencies: [...task.dependencies],
      waitingFor: waiting.get(task.key) ?? null,
    })),
    completed: counted.filter((task) => isClosed(task.status)).length,
    total: counted.length,
  };
}
