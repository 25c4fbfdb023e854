import { Option } from 'commander';

export const taskListOption = (): Option =>
  new Option('--task-list <path>', 'the task list inside the repository (default: the usual names are tried)');

export const createTaskListOption = (): Option =>
  new Option('--create-task-list', 'where the repository has no task list, add a default one and push it');
