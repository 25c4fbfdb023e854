import { type CatalogueEntry, entry } from './entry.ts';

/** The file, and what it lets us do. */
export const taskListErrors = {
  task_list_missing: entry(
    404,
    1,
    'user',
    'The repository has no task list',
    'none of the usual names was found',
    [],
    'Add task_lists.md, or allow a default one with --create-task-list.',
  ),
  task_list_unreadable: entry(
    422,
    1,
    'user',
    'The task list cannot be read',
    'it is not text, too large, or its front matter is broken',
    [],
    'Mend the line named above, push, and start again.',
  ),
  task_list_invalid: entry(
    422,
    4,
    'user',
    'Some tasks of the list cannot be identified',
    'ids are used twice, unknown, or depend on each other in a circle',
    ['did all tasks that can be identified'],
    'Mend the lines named above and push; the list is read again by itself at the next start.',
  ),
  task_list_conflict: entry(
    409,
    4,
    'user',
    'The task was changed by someone while we worked on it',
    'its place in the list no longer says what it said',
    ['read the list again and looked for the task'],
    'Look at the task in the list; the work is kept on its task branch.',
  ),
  tasks_blocked: entry(
    409,
    4,
    'user',
    'No task can start',
    'every open task is blocked or waits for one that is',
    [],
    'Clear what blocks the tasks named above, then start again.',
  ),
} satisfies Record<string, CatalogueEntry>;
