import type { Event } from '../events.ts';

/** What people and other systems may want to be told of; each comes of one stored event. */
export const noticeKinds = [
  'execution_completed',
  'execution_stopped',
  'execution_failed',
  'execution_halted',
  'task_landed',
  'task_list_updated',
  'review_opened',
  'review_overdue',
  'review_answered',
  'injection_needs_approval',
  'injection_ended',
  'investigation_ended',
  'budget_near',
  'budget_reached',
  'error',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export interface Notice {
  kind: NoticeKind;
  level: 'info' | 'attention' | 'problem';
  /** A sentence without a full stop. */
  title: string;
  /** More of it; may be empty. Holds what a repository or an agent said: show it as text. */
  text: string;
}

/** What an event means to somebody who does not look; undefined: nothing. */
export function noticeOf(event: Event): Notice | undefined {
  switch (event.type) {
    case 'completion':
      return completionNotice(event.payload);
    case 'execution-update': {
      const { reason, status } = event.payload;
      if (status !== 'paused' || reason?.code !== 'stop_point_reached') return undefined;
      return { kind: 'execution_halted', level: 'attention', title: 'It halts at a stop point', text: reason.place ?? '' };
    }
    case 'receipt': {
      const { commit, taskKey } = event.payload.receipt;
      return { kind: 'task_landed', level: 'info', title: `Task ${taskKey} has landed`, text: `as ${commit.slice(0, 9)}` };
    }
    case 'task-list-update':
      return { kind: 'task_list_updated', level: 'info', title: 'The task list has changed', text: event.payload.taskListPath ?? '' };
    case 'review-update':
      return reviewNotice(event.payload.review);
    case 'injection-update':
      return injectionNotice(event.payload.injection);
    case 'resolution-update': {
      const { status, task } = event.payload.resolution;
      if (status === 'investigating') return undefined;
      const level = status === 'resolved' ? 'info' : 'problem';
      return { kind: 'investigation_ended', level, title: `The error of task ${task.key} is ${status}`, text: task.title };
    }
    case 'budget-update': {
      const { state, words } = event.payload.budget;
      if (state === 'open') return undefined;
      const isReached = state === 'reached';
      const title = isReached ? 'A budget is used up' : 'A budget is nearly used up';
      return { kind: isReached ? 'budget_reached' : 'budget_near', level: isReached ? 'problem' : 'attention', title, text: words ?? '' };
    }
    case 'error': {
      const { failure, taskKey } = event.payload;
      return {
        kind: 'error',
        level: 'problem',
        title: `${failure.what}${taskKey === null ? '' : ` (task ${taskKey})`}`,
        text: failure.why,
      };
    }
    case 'task-update':
    case 'node-update':
    case 'execution-log':
    case 'timer-update':
      return undefined;
  }
}

type PayloadOf<T extends Event['type']> = Extract<Event, { type: T }>['payload'];

function completionNotice({ commits, completedTasks, reason, status, totalTasks }: PayloadOf<'completion'>): Notice | undefined {
  const text = `${completedTasks} of ${totalTasks} tasks, ${commits} ${commits === 1 ? 'commit' : 'commits'}`;
  const why = reason ? `${reason.what}: ${reason.why}; ${text}` : text;
  if (status === 'completed') return { kind: 'execution_completed', level: 'info', title: 'The list is done', text };
  if (status === 'stopped' && reason?.code === 'stop_point_reached')
    return { kind: 'execution_halted', level: 'attention', title: 'It halts at a stop point', text: `${reason.place ?? ''}; ${text}` };
  if (status === 'stopped') return { kind: 'execution_stopped', level: 'info', title: 'The execution was stopped', text: why };
  if (status === 'error') return { kind: 'execution_failed', level: 'problem', title: 'The execution has failed', text: why };
  return undefined;
}

function reviewNotice({ answer, escalations, state, task, why }: PayloadOf<'review-update'>['review']): Notice | undefined {
  const text = `${why.what}: ${why.why}`;
  if (state === 'open' && escalations > 0)
    return { kind: 'review_overdue', level: 'problem', title: `A question about task ${task.key} is overdue`, text };
  if (state === 'open') return { kind: 'review_opened', level: 'attention', title: `A person is asked about task ${task.key}`, text };
  if (answer)
    return {
      kind: 'review_answered',
      level: 'info',
      title: `${answer.by} answered about task ${task.key}: ${answer.choice}`,
      text: answer.note,
    };
  return undefined;
}

function injectionNotice({ by, failure, status, title }: PayloadOf<'injection-update'>['injection']): Notice | undefined {
  if (status === 'approval')
    return { kind: 'injection_needs_approval', level: 'attention', title: `${by} asks for a task in between`, text: title };
  if (status === 'pending' || status === 'processing') return undefined;
  const level = status === 'refused' || status === 'rolled_back' ? 'problem' : 'info';
  const words = { done: 'is in the list', refused: 'was refused', canceled: 'was taken back', rolled_back: 'was rolled back' }[status];
  return {
    kind: 'injection_ended',
    level,
    title: `The task that ${by} asked for ${words}`,
    text: failure ? `${title}: ${failure.why}` : title,
  };
}
