export const packageName = '@devteam/task-list';
