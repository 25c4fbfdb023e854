import { createSelector } from '@reduxjs/toolkit';
import { type ExecutionStatus, isActive } from '../wire.ts';
import { type AutomationSession, type DevTeamState, type Injection, type LogLine, initialState } from './dev-team-state.ts';

const noLines: readonly LogLine[] = [];

/** Questions to the state, for a reducer that is mounted wherever the host says. */
export function createDevTeamSelectors<Root>(selectState: (root: Root) => DevTeamState | undefined) {
  const own = (root: Root): DevTeamState => selectState(root) ?? initialState;
  const selectActive = (root: Root) => own(root).activeExecutions;
  const selectEnded = (root: Root) => own(root).endedExecutions;
  const selectInjections = (root: Root) => own(root).pendingInjections;

  const selectExecution = (root: Root, projectId: string): AutomationSession | undefined =>
    own(root).activeExecutions[projectId] ?? own(root).endedExecutions[projectId];

  /** Running and ended ones, by customer and project. */
  const selectExecutions = createSelector([selectActive, selectEnded], (active, ended) =>
    [...Object.values(active), ...Object.values(ended)].sort(
      (a, b) => a.customerName.localeCompare(b.customerName) || a.projectId.localeCompare(b.projectId),
    ),
  );

  const selectPendingOf = createSelector([selectInjections, (_: Root, projectId: string) => projectId], (all: Injection[], projectId) =>
    all.filter((injection) => injection.projectId === projectId),
  );

  /** Figures of the whole: how many run, how many wait for a person, how many tasks are done. */
  const selectMetrics = createSelector([selectExecutions, (root: Root) => own(root).executionQueue], (all, queue) => ({
    running: all.filter(({ status }) => status === 'running' || status === 'initializing' || status === 'stopping').length,
    waiting: all.filter(({ status }) => status === 'waiting_for_human').length,
    failed: all.filter(({ status }) => status === 'error').length,
    queued: queue.length,
    completedTasks: all.reduce((sum, { completedCount }) => sum + completedCount, 0),
    totalTasks: all.reduce((sum, { totalTasks }) => sum + totalTasks, 0),
  }));

  /** Of one project. Before anything is known of it, the top of the state speaks for it, unless that speaks of another one. */
  const selectStatus = (root: Root, projectId: string): ExecutionStatus => {
    const { automationStatus, currentAutomation } = own(root);
    const session = selectExecution(root, projectId);
    if (session) return session.status;
    return currentAutomation === null || currentAutomation.projectId === projectId ? automationStatus : 'idle';
  };

  return {
    selectDevTeam: own,
    selectAutomationStatus: (root: Root) => own(root).automationStatus,
    selectCanAutomate: (root: Root) => own(root).canAutomate,
    selectProgressPercentage: (root: Root) => own(root).progressPercentage,
    selectCurrentTask: (root: Root) => own(root).currentTask,
    selectCurrentAutomation: (root: Root) => own(root).currentAutomation,
    selectExecutionQueue: (root: Root) => own(root).executionQueue,
    selectInjectedErrorTasks: (root: Root) => own(root).injectedErrorTasks,
    selectPendingInjections: selectInjections,
    selectSystematicDebugging: (root: Root) => own(root).systematicDebugging,
    selectOpenReviews: (root: Root) => own(root).openReviews,
    /** Minutes that the rest of the list will likely take; undefined while nobody knows. */
    selectMinutesLeft: (root: Root, projectId: string) => own(root).forecasts[projectId]?.minutes.expected ?? undefined,
    selectConnection: (root: Root) => own(root).connection,
    selectPrerequisites: (root: Root, projectId: string) => own(root).prerequisites[projectId],
    selectLog: (root: Root, projectId: string) => own(root).logs.byProjectId[projectId] ?? noLines,
    selectHasPermission: (root: Root, permission: string) => own(root).userPermissions.includes(permission),
    selectIsAutomating: (root: Root, projectId: string) => {
      const status = selectStatus(root, projectId);
      return isActive(status) && status !== 'paused' && status !== 'waiting_for_human';
    },
    selectStatus,
    selectExecution,
    selectExecutions,
    selectPendingInjectionsOf: selectPendingOf,
    selectEssentialMetrics: selectMetrics,
  };
}

/** Where the reducer has its usual name. */
export interface WithDevTeam {
  devTeam?: DevTeamState;
}
