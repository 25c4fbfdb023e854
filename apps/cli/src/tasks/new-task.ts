import type { NewTask } from '@devteam/task-list';
import type { NewTaskOptions } from '../args/new-task.ts';
import { minutesOf } from './duration-option.ts';

/** What was typed of a new task, as the list takes it. */
export function newTaskOf({ criterion, depends, description, estimate, level, title }: NewTaskOptions): NewTask {
  return {
    title,
    ...(description === undefined ? {} : { description }),
    ...(criterion === undefined ? {} : { acceptanceCriteria: criterion }),
    ...(level === undefined ? {} : { priority: level }),
    ...(estimate === undefined ? {} : { estimatedDuration: minutesOf('--estimate', estimate) }),
    ...(depends === undefined ? {} : { dependencies: depends }),
  };
}
