import { type TaskList, isClosed, readiness } from '@devteam/task-list';

const words = {
  composite: 'has sub-tasks, which are done instead',
  optional: 'is optional',
  diagnostic: 'has an error in the list',
} as const;

/** Why each open task that is not running cannot start, in words, in document order. Tasks that can start are left out. */
export function blockedReasons(list: TaskList): { key: string; reason: string }[] {
  return list.tasks
    .filter((task) => !isClosed(task.status) && task.children.length === 0)
    .flatMap((task) => {
      const { ready, reason, waitingFor } = readiness(list, task.key);
      if (ready) return [];
      if (reason === 'dependency') return [{ key: task.key, reason: `waits for ${waitingFor.join(', ')}` }];
      if (reason === 'status')
        return [{ key: task.key, reason: task.status === 'pending' ? 'waits' : `is marked ${task.statusText || task.status}` }];
      return [{ key: task.key, reason: reason ? words[reason] : 'waits' }];
    });
}
