import type { AutomationStatus, ProjectView } from '@devteam/api';

/** A project's view in the words of a host application. */
export function automationStatus(view: ProjectView): AutomationStatus {
  const { currentTask, customerId, execution, progress, projectId, repositoryUrl, totals } = view;
  return {
    projectId,
    customerId,
    executionId: execution?.executionId ?? null,
    status: execution?.status ?? 'idle',
    progress,
    currentTask,
    completedTasks: totals.completed,
    totalTasks: totals.total,
    totals,
    branch: view.branch,
    repositoryUrl,
    stopPoint: execution?.stopAfter[0] ?? null,
    retryCount: Math.max(0, (currentTask?.attempt ?? 1) - 1),
    errorContext: execution?.reason ?? null,
    startedAt: execution?.startedAt ?? null,
    updatedAt: execution?.updatedAt ?? null,
  };
}
