/** Where callers look for the file, in order; the first names a new one. */
export const taskListPaths: readonly string[] = [
  'task_lists.md',
  'tasks_list.md',
  'docs/DevTeam/tasks_list.md',
  'ai_docs/tasks/tasks_list.md',
];
