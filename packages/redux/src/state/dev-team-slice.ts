import { type PayloadAction, type Reducer, createSlice } from '@reduxjs/toolkit';
import type { RequestFailure } from '../client/request-failure.ts';
import type { DevTeamEvent, ExecutionStatus, ProjectSnapshot } from '../wire.ts';
import { applyEvents } from './apply-events.ts';
import { automationStatusOf } from './automation-status.ts';
import { maxLogLines } from './append-lines.ts';
import {
  type AutomationSession,
  type DevTeamState,
  type InjectedErrorTask,
  type Link,
  type LogLine,
  type QueueEntry,
  type ServiceHealth,
  type TaskInHand,
  initialState,
} from './dev-team-state.ts';
import { placeInjection } from './place-injection.ts';
import { findSession, isUnfinished, namesOf, placeSession, sessionFor, sessionOf, showSession } from './session.ts';
import {
  answerReview,
  approveInjection,
  cancelInjection,
  checkPrerequisites,
  executeCodeChangeWorkflow,
  fetchAutomationStatus,
  fetchForecasts,
  fetchServicesHealth,
  getWorkflowStatus,
  initializeProjectAutomation,
  injectTask,
  listPendingInjections,
  runNextTask,
  saveStopPoint,
  type AutomationAnswer,
} from './thunks.ts';

/** Makes the state speak of this project from here on. */
function turnTo(state: DevTeamState, projectId: string): AutomationSession {
  const session = sessionFor(state, projectId);
  showSession(state, session);
  return session;
}

function starting(state: DevTeamState, projectId: string): void {
  const session = turnTo(state, projectId);
  placeSession(state, { ...session, executionId: null, status: 'initializing', errorContext: null, completedTasks: [], nodes: {} });
  state.loading = true;
  state.error = null;
}

function store(state: DevTeamState, projectId: string, answer: AutomationAnswer, status?: ExecutionStatus): void {
  const before = sessionFor(state, projectId);
  if (isOlder(answer, before)) return;
  placeSession(state, {
    ...before,
    executionId: answer.executionId ?? before.executionId,
    customerId: answer.customerId ?? before.customerId,
    status: answer.status ?? status ?? before.status,
    progress: answer.progress ?? before.progress,
    currentTask: answer.currentTask === undefined ? before.currentTask : answer.currentTask,
    completedCount: answer.totals?.completed ?? before.completedCount,
    totalTasks: answer.totals?.total ?? before.totalTasks,
    branch: answer.branch ?? before.branch,
    stopPoint: answer.stopPoint === undefined ? before.stopPoint : answer.stopPoint,
    errorContext: answer.errorContext === undefined ? before.errorContext : answer.errorContext,
    startTime: answer.startedAt ?? before.startTime,
    lastUpdate: answer.updatedAt ?? before.lastUpdate,
  });
}

/** Events are quicker than answers and know better. */
const isOlder = (answer: AutomationAnswer, { executionId, lastUpdate }: AutomationSession): boolean =>
  executionId !== null && answer.executionId === executionId && (answer.updatedAt ?? '') < (lastUpdate ?? '');

function refuse(state: DevTeamState, failure: RequestFailure | undefined, message: string | undefined): void {
  state.loading = false;
  state.error = failure ? `${failure.what}: ${failure.why}` : (message ?? 'The request failed');
  if (failure) state.lastError = failure;
}

export const devTeamSlice = createSlice({
  name: 'devTeam',
  initialState,
  reducers: {
    updateExecutionProgress(
      state,
      { payload }: PayloadAction<{ projectId: string; progress: { percentage: number; currentTask?: TaskInHand | string | null } }>,
    ) {
      const { currentTask, percentage } = payload.progress;
      const task = typeof currentTask === 'string' ? { title: currentTask } : currentTask;
      const session = sessionFor(state, payload.projectId);
      placeSession(state, { ...session, progress: percentage, ...(task === undefined ? {} : { currentTask: task }) });
    },
    setWebSocketConnected(state, { payload }: PayloadAction<boolean>) {
      state.wsConnected = payload;
    },
    addExecutionToQueue(state, { payload }: PayloadAction<QueueEntry>) {
      state.executionQueue = [...state.executionQueue.filter(({ projectId }) => projectId !== payload.projectId), payload];
    },
    removeExecutionFromQueue(state, { payload }: PayloadAction<string>) {
      state.executionQueue = state.executionQueue.filter(({ projectId }) => projectId !== payload);
    },
    updateTaskStatus(state, { payload: { status, taskId } }: PayloadAction<{ taskId: string; status: string }>) {
      for (const task of state.injectedErrorTasks) if (task.id === taskId) task.status = status;
      const others = state.completedTasks.filter((key) => key !== taskId);
      const completedTasks = status === 'completed' ? [...others, taskId] : others;
      state.completedTasks = completedTasks;
      state.errorResolutionInProgress = state.injectedErrorTasks.some(isUnfinished);
      if (state.currentAutomation) placeSession(state, { ...state.currentAutomation, completedTasks });
    },
    addInjectedErrorTask(state, { payload }: PayloadAction<InjectedErrorTask>) {
      state.injectedErrorTasks = [...state.injectedErrorTasks.filter(({ id }) => id !== payload.id), payload];
      state.errorResolutionInProgress = state.injectedErrorTasks.some(isUnfinished);
    },
    clearError(state) {
      state.error = null;
      state.lastError = null;
    },
    appendLog(state, { payload: { line, projectId } }: PayloadAction<{ projectId: string; line: LogLine }>) {
      state.logs.byProjectId[projectId] = [...(state.logs.byProjectId[projectId] ?? []), line].slice(-maxLogLines);
    },
    setStatus(state, { payload: { projectId, status } }: PayloadAction<{ projectId: string; status: ExecutionStatus }>) {
      placeSession(state, { ...sessionFor(state, projectId), status });
    },
    setStopPoint(state, { payload: { projectId, stopPoint } }: PayloadAction<{ projectId: string; stopPoint: string | null }>) {
      placeSession(state, { ...sessionFor(state, projectId), stopPoint });
    },
    setActiveCustomer(state, { payload }: PayloadAction<string | null>) {
      state.activeCustomer = payload;
    },
    setCurrentAutomation(state, { payload }: PayloadAction<string>) {
      turnTo(state, payload);
    },
    setPermissions(state, { payload }: PayloadAction<readonly string[]>) {
      state.userPermissions = [...payload];
      state.canAutomate = payload.includes('automate.start');
    },
    snapshotReceived(state, { payload }: PayloadAction<ProjectSnapshot[]>) {
      for (const snapshot of payload) {
        const names = namesOf(snapshot);
        state.projects[snapshot.projectId] = names;
        const before = findSession(state, snapshot.projectId);
        if (before !== undefined && before.seq > snapshot.seq) placeSession(state, { ...before, ...names });
        else if (snapshot.execution || before) placeSession(state, sessionOf(snapshot, before));
      }
    },
    eventsReceived(state, { payload }: PayloadAction<DevTeamEvent[]>) {
      applyEvents(state, payload);
    },
    servicesHealthReceived(state, { payload }: PayloadAction<ServiceHealth[]>) {
      takeHealth(state, payload);
    },
    linkChanged(state, { payload: { asOf, link } }: PayloadAction<{ link: Link; asOf: string }>) {
      const wasCurrent = state.connection.link === 'live' || state.connection.link === 'polling';
      state.connection = { link, asOf: wasCurrent ? asOf : state.connection.asOf };
      state.wsConnected = link === 'live';
    },
  },
  extraReducers: (builder) => {
    // Both start, and of what they are asked with only the project matters here.
    for (const thunk of [executeCodeChangeWorkflow, initializeProjectAutomation as unknown as typeof executeCodeChangeWorkflow])
      builder
        .addCase(thunk.pending, (state, { meta }) => starting(state, meta.arg.projectId))
        .addCase(thunk.fulfilled, (state, { meta, payload }) => {
          state.loading = false;
          store(state, meta.arg.projectId, { ...payload, status: startedStatus(payload.status) });
        })
        .addCase(thunk.rejected, (state, { error, meta, payload }) => {
          placeSession(state, { ...sessionFor(state, meta.arg.projectId), status: 'error', errorContext: payload ?? null });
          refuse(state, payload, error.message);
        });
    builder
      .addCase(fetchAutomationStatus.pending, (state) => {
        state.loading = true;
      })
      .addCase(fetchAutomationStatus.fulfilled, (state, { meta, payload }) => {
        state.loading = false;
        store(state, meta.arg, payload);
      })
      .addCase(fetchAutomationStatus.rejected, (state, { error, payload }) => refuse(state, payload, error.message))
      .addCase(getWorkflowStatus.fulfilled, (state, { meta, payload }) => store(state, meta.arg, payload))
      .addCase(fetchServicesHealth.fulfilled, (state, { payload }) => takeHealth(state, payload))
      .addCase(checkPrerequisites.fulfilled, (state, { meta, payload }) => {
        state.prerequisites[meta.arg.projectId] = payload;
      })
      .addCase(listPendingInjections.fulfilled, (state, { meta, payload }) => {
        state.pendingInjections = [...state.pendingInjections.filter(({ projectId }) => projectId !== meta.arg), ...payload];
      })
      .addCase(injectTask.fulfilled, (state, { meta: { arg }, payload }) => {
        const { injectionType, projectId, reason, targetPosition = null, task, userId = null } = arg;
        const asked = { injectionType, projectId, reason, targetPosition, userId, title: task.title };
        const injection = { ...asked, ...payload, createdAt: null, processedAt: null, result: null, errors: [] };
        placeInjection(state, injection);
      })
      .addCase(runNextTask.fulfilled, (state, { meta, payload }) => {
        if (payload) store(state, meta.arg.projectId, { ...payload, status: startedStatus(payload.status) });
      })
      .addCase(saveStopPoint.fulfilled, (state, { meta }) => {
        placeSession(state, { ...sessionFor(state, meta.arg.projectId), stopPoint: meta.arg.stopPoint });
      })
      .addCase(answerReview.fulfilled, (state, { meta }) => {
        delete state.openReviews[meta.arg.reviewId];
      })
      .addCase(fetchForecasts.fulfilled, (state, { payload }) => {
        state.forecasts = Object.fromEntries(payload.map((forecast) => [forecast.projectId, forecast]));
      })
      .addCase(approveInjection.fulfilled, (state, { payload }) => placeInjection(state, payload))
      .addCase(cancelInjection.fulfilled, (state, { payload }) => placeInjection(state, payload));
  },
});

function takeHealth(state: DevTeamState, services: ServiceHealth[]): void {
  state.servicesHealth = services;
  state.ollamaHealth = services.find(({ service }) => /ollama/i.test(service)) ?? null;
  state.aiderHealth = services.find(({ service }) => /aider/i.test(service)) ?? null;
}

/** Accepted is as good as running; how far it is, the events say. */
const startedStatus = (status: ExecutionStatus | undefined): ExecutionStatus =>
  status === undefined || automationStatusOf(status) === 'idle' || status === 'initializing' ? 'running' : status;

/** A state that a host brings along, from a test or from what it had stored, may lack fields. */
const complete = (state: Partial<DevTeamState>): DevTeamState => ({ ...initialState, ...state });
const isComplete = (state: Partial<DevTeamState>): state is DevTeamState => Object.keys(initialState).every((field) => field in state);

export const devTeamReducer: Reducer<DevTeamState> = (state, action) =>
  devTeamSlice.reducer(state === undefined || isComplete(state) ? state : complete(state), action);

export const {
  addExecutionToQueue,
  addInjectedErrorTask,
  appendLog,
  clearError,
  eventsReceived,
  linkChanged,
  removeExecutionFromQueue,
  servicesHealthReceived,
  setActiveCustomer,
  setCurrentAutomation,
  setPermissions,
  setStatus,
  setStopPoint,
  setWebSocketConnected,
  snapshotReceived,
  updateExecutionProgress,
  updateTaskStatus,
} = devTeamSlice.actions;
