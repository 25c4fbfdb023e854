import type { BudgetView, ExecutionSummary, NoticeKind, NoticeSettings, ReviewView } from '@devteam/api';
import type { LiveNotice } from './notices-slice.ts';

export interface InboxItem {
  id: string;
  at: string;
  level: 'info' | 'attention' | 'problem';
  title: string;
  text: string;
  projectId: string | null;
  /** Where there is something to do or to see. */
  path: string;
}

export interface InboxPaths {
  project: (projectId: string) => string;
  review: (reviewId: string) => string;
  budgets: string;
}

/** What waits for the reader: it stays until somebody has done something about it. */
export function waitingItems(reviews: readonly ReviewView[], budgets: readonly BudgetView[], paths: InboxPaths): InboxItem[] {
  const asked = reviews
    .filter(({ state }) => state === 'open')
    .map(({ escalations, openedAt, projectId, reviewId, task, why }): InboxItem => {
      const isOverdue = escalations > 0;
      const title = isOverdue ? `A question about task ${task.key} is overdue` : `A person is asked about task ${task.key}`;
      const level = isOverdue ? 'problem' : 'attention';
      return {
        id: `review ${reviewId}`,
        at: openedAt,
        level,
        title,
        text: `${why.what}: ${why.why}`,
        projectId,
        path: paths.review(reviewId),
      };
    });
  const spent = budgets
    .filter(({ state }) => state === 'reached')
    .map(({ scope, setAt, words }): InboxItem => {
      const projectId = scope.kind === 'customer' ? null : (scope.id.split(' ')[0] ?? null);
      return {
        id: `budget ${scope.kind} ${scope.id}`,
        at: setAt,
        level: 'problem',
        title: 'A budget is used up',
        text: words ?? '',
        projectId,
        path: paths.budgets,
      };
    });
  return [...asked, ...spent];
}

/** Those kinds come from the server's own lists, also of when nobody looked. */
const listed: ReadonlySet<NoticeKind> = new Set([
  'execution_completed',
  'execution_stopped',
  'execution_failed',
  'review_opened',
  'review_overdue',
  'budget_reached',
]);

interface End {
  kind: NoticeKind;
  title: string;
  level: InboxItem['level'];
}
const ends: Partial<Record<ExecutionSummary['status'], End>> = {
  completed: { kind: 'execution_completed', title: 'The list is done', level: 'info' },
  stopped: { kind: 'execution_stopped', title: 'The execution was stopped', level: 'info' },
  error: { kind: 'execution_failed', title: 'The execution has failed', level: 'problem' },
};

/** What happened, newest first: executions that ended, also while nobody looked, and what came while the page was open. */
export function pastItems(
  executions: readonly ExecutionSummary[],
  live: readonly LiveNotice[],
  { kinds, mutedProjects }: NoticeSettings,
  paths: InboxPaths,
): InboxItem[] {
  const ended = executions.flatMap(({ commits, endedAt, executionId, projectId, reason, status }): InboxItem[] => {
    const end = ends[status];
    if (endedAt === null || !end || !kinds.includes(end.kind) || mutedProjects.includes(projectId)) return [];
    const { level, title } = end;
    const text = `${reason ? `${reason.what}: ${reason.why}; ` : ''}${commits} ${commits === 1 ? 'commit' : 'commits'}`;
    return [{ id: `execution ${executionId}`, at: endedAt, level, title, text, projectId, path: paths.project(projectId) }];
  });
  const seen = live
    .filter(({ kind }) => !listed.has(kind))
    .map(({ at, id, level, projectId, reviewId, text, title }): InboxItem => {
      const path = reviewId === null ? paths.project(projectId) : paths.review(reviewId);
      return { id, at, level, title, text, projectId, path };
    });
  return [...ended, ...seen].toSorted((a, b) => b.at.localeCompare(a.at));
}
