import { type DevTeamEvent, type EventPayload, type ProjectSnapshot, isEnded } from '../wire.ts';
import { automationStatusOf } from './automation-status.ts';
import type { AutomationSession, DevTeamState, ProjectNames } from './dev-team-state.ts';

/** Of a project that no snapshot has told of yet, its id says who and what. */
const guessNames = (projectId: string): ProjectNames => {
  const [customer = projectId, ...rest] = projectId.split('/');
  return {
    projectId,
    projectName: rest.join('/') || projectId,
    customerId: customer,
    customerName: customer,
    repositoryUrl: '',
    branch: '',
  };
};

const newSession = (names: ProjectNames): AutomationSession => ({
  ...names,
  executionId: null,
  status: 'idle',
  desired: 'running',
  progress: 0,
  currentTask: null,
  completedTasks: [],
  completedCount: 0,
  totalTasks: 0,
  startTime: null,
  lastUpdate: null,
  endTime: null,
  stopPoint: null,
  retryCount: 0,
  errorContext: null,
  nodes: {},
  seq: 0,
});

/** The session of a project, or the blank one of a project that did not run yet. */
export const sessionFor = (state: DevTeamState, projectId: string): AutomationSession =>
  findSession(state, projectId) ?? newSession(state.projects[projectId] ?? guessNames(projectId));

export const findSession = (state: DevTeamState, projectId: string): AutomationSession | undefined =>
  state.activeExecutions[projectId] ?? state.endedExecutions[projectId];

/** Puts a session where its status says, and brings the top of the state up to date if it speaks of this project. */
export function placeSession(state: DevTeamState, session: AutomationSession): void {
  const { projectId } = session;
  const [home, other] = isEnded(session.status)
    ? [state.endedExecutions, state.activeExecutions]
    : [state.activeExecutions, state.endedExecutions];
  delete other[projectId];
  home[projectId] = session;
  if (state.currentAutomation === null || state.currentAutomation.projectId === projectId) showSession(state, session);
}

/** Makes the top of the state speak of this session. */
export function showSession(state: DevTeamState, session: AutomationSession): void {
  state.currentAutomation = session;
  state.automationStatus = automationStatusOf(session.status);
  state.currentTask = session.currentTask;
  state.completedTasks = session.completedTasks;
  state.totalTasks = session.totalTasks;
  state.progressPercentage = session.progress;
  state.retryCount = session.retryCount;
  state.lastUpdate = session.lastUpdate;
  state.errorResolutionInProgress = session.currentTask?.phase === 'ERROR_SOLVE' || state.injectedErrorTasks.some(isUnfinished);
  state.lastError = session.errorContext;
  state.workflowStatus = state.automationStatus;
  state.currentNode = session.currentTask?.node ?? null;
  state.executionProgress = progressOfNodes(session);
}

export const isUnfinished = ({ status }: { status?: string | undefined }): boolean =>
  !['completed', 'error', 'canceled', 'skipped'].includes(status ?? '');

function progressOfNodes({ nodes }: AutomationSession): number {
  const all = Object.values(nodes);
  const over = all.filter(({ status }) => ['completed', 'failed', 'skipped', 'canceled'].includes(status));
  return all.length === 0 ? 0 : Math.round((100 * over.length) / all.length);
}

export const namesOf = ({ branch, customerId, customerName, name, projectId, repositoryUrl }: ProjectSnapshot): ProjectNames => ({
  projectId,
  projectName: name,
  customerId,
  customerName,
  repositoryUrl,
  branch,
});

/** A snapshot's view of a project. What only events tell is kept from before, if it is of the same execution. */
export function sessionOf(snapshot: ProjectSnapshot, before: AutomationSession | undefined): AutomationSession {
  const { execution } = snapshot;
  const same = before !== undefined && before.executionId === (execution?.executionId ?? null);
  return {
    ...newSession(namesOf(snapshot)),
    ...(same ? { completedTasks: before.completedTasks, nodes: before.nodes } : {}),
    ...(execution ? factsOf(execution) : {}),
    stopPoint: execution?.stopAfter.at(0) ?? null,
    progress: snapshot.progress,
    currentTask: snapshot.currentTask,
    retryCount: retriesOf(snapshot.currentTask),
    completedCount: snapshot.totals.completed,
    totalTasks: snapshot.totals.total,
    seq: snapshot.seq,
  };
}

export type ExecutionUpdate = Extract<DevTeamEvent, { type: 'execution-update' }>;

/** The session after an update. Another execution begins without what was known of the last one's tasks. */
export function updatedSession(before: AutomationSession, { payload }: ExecutionUpdate): AutomationSession {
  const same = before.executionId === payload.executionId;
  return {
    ...before,
    ...(same ? {} : { completedTasks: [], nodes: {}, stopPoint: null }),
    ...(before.currentTask?.key === payload.currentTask?.key && before.currentTask?.attempt === payload.currentTask?.attempt
      ? {}
      : { nodes: {} }),
    ...factsOf(payload),
    progress: payload.progress,
    currentTask: payload.currentTask,
    retryCount: retriesOf(payload.currentTask),
    completedCount: payload.totals.completed,
    totalTasks: payload.totals.total,
  };
}

const factsOf = (execution: Omit<EventPayload<'execution-update'>, 'customerId' | 'progress' | 'totals' | 'currentTask'>) => ({
  executionId: execution.executionId,
  status: execution.status,
  desired: execution.desired,
  errorContext: execution.reason,
  startTime: execution.startedAt,
  lastUpdate: execution.updatedAt,
  endTime: execution.endedAt,
});

const retriesOf = (task: { attempt?: number } | null): number => Math.max(0, (task?.attempt ?? 1) - 1);
