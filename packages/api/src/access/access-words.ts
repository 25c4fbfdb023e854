import type { Permission, Role } from './permissions.ts';

/** What each role is for, to people; what it may do is the table of permissions. */
export const roleWords: Readonly<Record<Role, string>> = {
  owner: 'everything, and makes owners',
  admin: 'everything but owners',
  manager: 'a developer who also approves injections and sets budgets',
  developer: 'starts and steers work, asks for tasks',
  reviewer: 'reads, approves, settles errors',
  viewer: 'reads',
  embed: "a button in somebody else's page",
};

/** What each permission allows. */
export const permissionWords: Readonly<Record<Permission, string>> = {
  'project.read': 'see projects, their lists and how they stand',
  'log.read': 'read what was printed',
  'analytics.read': 'read the metrics',
  'automate.start': 'start the work on a project',
  'automate.control': 'pause, resume, stop, skip, replay, take over',
  'stoppoint.set': 'say where it halts',
  'inject.request': 'ask for a task in between',
  'inject.approve': 'approve or refuse what was asked for',
  'error.resolve': 'answer reviews, start investigations',
  'task.undo': 'take landed work back',
  'budget.write': 'set budgets and limits',
  'config.write': 'add and change projects',
  'audit.read': 'see who asked what',
  'user.manage': 'invite people, change their roles',
};
