import type { NoticeKind } from '@devteam/api';

export const noticeNames: Readonly<Record<NoticeKind, string>> = {
  execution_completed: 'a list is done',
  execution_stopped: 'an execution was stopped',
  execution_failed: 'an execution has failed',
  execution_halted: 'an execution halts at a stop point',
  task_landed: 'a task has landed',
  task_list_updated: 'a task list has changed',
  review_opened: 'a person is asked something',
  review_overdue: 'a question is overdue',
  review_answered: 'somebody has answered a question',
  injection_needs_approval: 'an injection waits for approval',
  injection_ended: 'an injection was carried out or refused',
  investigation_ended: 'an investigation has ended',
  budget_near: 'a budget is nearly used up',
  budget_reached: 'a budget is used up',
  error: 'an error has happened',
};

/** In the order in which they matter to somebody who is away. */
export const noticeGroups: readonly { title: string; kinds: readonly NoticeKind[] }[] = [
  {
    title: 'Somebody has to do something',
    kinds: ['review_opened', 'review_overdue', 'injection_needs_approval', 'execution_halted', 'budget_reached'],
  },
  {
    title: 'Something has ended',
    kinds: ['execution_completed', 'execution_failed', 'execution_stopped', 'investigation_ended', 'injection_ended'],
  },
  { title: 'Something has happened', kinds: ['task_landed', 'review_answered', 'budget_near', 'task_list_updated', 'error'] },
];
