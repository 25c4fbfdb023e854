import { createAsyncThunk } from '@reduxjs/toolkit';
import { type DevTeamClient, createDevTeamClient } from '../client/dev-team-client.ts';
import { RequestFailed, type RequestFailure, unreachable } from '../client/request-failure.ts';
import { findPrerequisites } from '../services/prerequisites.ts';
import type { ExecutionStatus, Failure, Forecast, RepositoryVerdict, ReviewFacts, TaskFacts } from '../wire.ts';
import type { Injection, InjectionType, Prerequisite, ServiceHealth, TaskInHand } from './dev-team-state.ts';

/** What the calls of `/api/devteam/automation` say of an execution; which of it depends on the call. */
export interface AutomationAnswer {
  executionId?: string | null;
  customerId?: string;
  status?: ExecutionStatus;
  progress?: number;
  currentTask?: TaskInHand | null;
  totals?: { completed: number; total: number };
  stopPoint?: string | null;
  errorContext?: Failure | null;
  branch?: string;
  startedAt?: string | null;
  updatedAt?: string | null;
}

export interface InjectionRequest {
  projectId: string;
  injectionType: InjectionType;
  /** Of `positional`: the id that the task shall have, `before:<id>`, `after:<id>`, `first:<group>` or `last:<group>`. */
  targetPosition?: string | undefined;
  /** Of `replace` where nothing runs: the task that it takes the place of. */
  targetTaskId?: string | undefined;
  task: {
    title: string;
    description?: string | undefined;
    acceptanceCriteria?: string[] | undefined;
    priority?: 'low' | 'medium' | 'high' | 'critical' | undefined;
    /** Minutes. */
    estimatedDuration?: number | undefined;
  };
  reason: string;
  userId?: string | undefined;
}

/** The client of the store's `thunk.extraArgument`, or else one for the page's own origin. */
export const clientOf = (extra: unknown): DevTeamClient =>
  (extra as { devTeam?: DevTeamClient } | undefined)?.devTeam ?? createDevTeamClient();

interface Call {
  client: DevTeamClient;
  /** Of this one wish of a person: sent twice, it has one effect. */
  key: string;
}

/** A thunk that asks DevTeam; what was refused is its `payload`, as data. */
const asking = <Answer, Arg = void>(name: string, ask: (arg: Arg, call: Call) => Promise<Answer>) =>
  createAsyncThunk<Answer, Arg, { rejectValue: RequestFailure }>(`devTeam/${name}`, async (arg, { extra, rejectWithValue, requestId }) => {
    try {
      return await ask(arg, { client: clientOf(extra), key: requestId });
    } catch (error) {
      return rejectWithValue(error instanceof RequestFailed ? error.failure : unreachable(String(error)));
    }
  });

const automation = (action: string, projectId: string) => `/api/devteam/automation/${action}/${encodeURIComponent(projectId)}`;
const ofProject = (projectId: string, rest: string) => `/api/devteam/projects/${encodeURIComponent(projectId)}/${rest}`;
const injectionOf = (projectId: string, injectionId: string) => ofProject(projectId, `injections/${encodeURIComponent(injectionId)}`);
const initializing = '/api/devteam/automation/initialize';

const readStatus = (client: DevTeamClient, projectId: string) => client.request<AutomationAnswer>('GET', automation('status', projectId));

export interface InitializeRequest {
  projectId: string;
  userId?: string | undefined;
  /** The task after which it halts. */
  stopPoint?: string | undefined;
}

/** Somebody else may have pressed the button a moment ago: then it runs, which is what was wanted. */
export const initializeProjectAutomation = asking('initializeProjectAutomation', async (request: InitializeRequest, { client, key }) => {
  try {
    return await client.request<AutomationAnswer>('POST', initializing, request, key);
  } catch (error) {
    if (error instanceof RequestFailed && error.failure.code === 'execution_active') return readStatus(client, request.projectId);
    throw error;
  }
});

export const fetchAutomationStatus = asking('fetchAutomationStatus', (projectId: string, { client }) => readStatus(client, projectId));

const controlling =
  (action: 'pause' | 'resume' | 'stop') =>
  (projectId: string, { client, key }: Call) =>
    client.request('POST', automation(action, projectId), {}, key);
export const pauseExecution = asking('pauseExecution', controlling('pause'));
export const resumeExecution = asking('resumeExecution', controlling('resume'));
export const stopExecution = asking('stopExecution', controlling('stop'));

/** Runs the list up to this task, and halts after it. */
export const executeCodeChangeWorkflow = asking(
  'executeCodeChangeWorkflow',
  ({ projectId, taskId, userId }: { projectId: string; taskId: string; userId?: string }, { client, key }) =>
    client.request<AutomationAnswer>('POST', initializing, { projectId, userId, stopPoint: taskId }, key),
);
export const getWorkflowStatus = asking('getWorkflowStatus', (projectId: string, { client }) => readStatus(client, projectId));

export const injectTask = asking('injectTask', ({ projectId, ...request }: InjectionRequest, { client, key }) =>
  client.request<{ injectionId: string; taskId: string; status: string }>('POST', ofProject(projectId, 'tasks/inject'), request, key),
);
export const listPendingInjections = asking('listPendingInjections', async (projectId: string, { client }) => {
  const { items } = await client.request<{ items: Injection[] }>('GET', ofProject(projectId, 'injections?status=pending'));
  return items;
});
export const cancelInjection = asking(
  'cancelInjection',
  ({ injectionId, projectId }: { projectId: string; injectionId: string }, { client, key }) =>
    client.request<Injection>('DELETE', injectionOf(projectId, injectionId), undefined, key),
);

export const approveInjection = asking(
  'approveInjection',
  ({ injectionId, projectId }: { projectId: string; injectionId: string }, { client, key }) =>
    client.request<Injection>('POST', `${injectionOf(projectId, injectionId)}/approve`, {}, key),
);

const closed = /^(completed|canceled|replaced|skipped)$/;

/** Runs the next task of the list that is open and halts after it; what there is to do is `null` where nothing is open. */
export const runNextTask = asking(
  'runNextTask',
  async ({ projectId, userId }: { projectId: string; userId?: string | undefined }, { client, key }) => {
    const path = `/api/devteam/repository/tasks/${encodeURIComponent(projectId)}`;
    const { tasks } = await client.request<{ tasks: TaskFacts[] }>('GET', path);
    const next = tasks.find(({ executable, status }) => executable && !closed.test(status));
    if (!next) return null;
    return client.request<AutomationAnswer>('POST', initializing, { projectId, userId, stopPoint: next.key }, key);
  },
);

/** Says where an execution shall halt, also while it runs; `null`: nowhere. */
export const saveStopPoint = asking(
  'saveStopPoint',
  ({ projectId, stopPoint }: { projectId: string; stopPoint: string | null }, { client, key }) =>
    client.request(
      'PUT',
      ofProject(projectId, 'stop-points'),
      { stopPoints: stopPoint === null ? [] : [{ when: 'after', target: stopPoint }] },
      key,
    ),
);

export type ReviewAnswer = 'approve' | 'send_back' | 'fix_by_hand' | 'skip' | 'abandon';

/** A person's answer to a question; the same execution goes on with it. */
export const answerReview = asking(
  'answerReview',
  (
    { choice, note = '', projectId, reviewId }: { projectId: string; reviewId: string; choice: ReviewAnswer; note?: string | undefined },
    { client, key },
  ) => client.request<ReviewFacts>('POST', ofProject(projectId, `reviews/${encodeURIComponent(reviewId)}/answer`), { choice, note }, key),
);

/** When the lists are likely to be done, by what tasks took until now. */
export const fetchForecasts = asking('fetchForecasts', async (_: void, { client }) => {
  const { forecasts } = await client.request<{ forecasts: Forecast[] }>('GET', '/api/devteam/metrics');
  return forecasts;
});

export const validateRepository = asking('validateRepository', ({ repositoryUrl }: { repositoryUrl: string }, { client }) =>
  client.request<RepositoryVerdict>('POST', '/api/devteam/repository/validate', { repositoryUrl }),
);

export const fetchServicesHealth = asking('fetchServicesHealth', async (_: void, { client }) => {
  const { services } = await client.request<{ services: ServiceHealth[] }>('GET', '/api/devteam/health');
  return services;
});

/** What an automation of this project still lacks. */
export const checkPrerequisites = asking(
  'checkPrerequisites',
  (project: { projectId: string; repositoryUrl?: string | undefined }, { client }): Promise<Prerequisite[]> =>
    findPrerequisites(client, project),
);
