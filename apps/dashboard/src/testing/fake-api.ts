import type { Event, ProjectDetail } from '@devteam/api';
import { describeFailure } from '@devteam/api';
import type { ApiClient } from '../http/api-client.ts';
import { RequestFailed } from '../http/request-failure.ts';
import { madeUpDetails, nowMs, viewOf } from './made-up.ts';

export interface FakeApi extends ApiClient {
  details: ProjectDetail[];
  output: Event[];
  /** Every request in order, as `what projectId`. */
  asked: string[];
  /** Thrown by every request while set. */
  failure: RequestFailed | null;
}

export const unauthorized = (): RequestFailed => new RequestFailed(401, describeFailure('unauthorized'));

/** A server in memory. */
export function createFakeApi(): FakeApi {
  const ask = (what: string) => {
    api.asked.push(what);
    if (api.failure) throw api.failure;
  };
  const api: FakeApi = {
    details: madeUpDetails(),
    output: [],
    asked: [],
    failure: null,
    signIn: async (token) => {
      ask(`signIn ${token}`);
      if (token !== 'right') throw unauthorized();
    },
    getProjects: async () => {
      ask('projects');
      return { projects: api.details.map(viewOf), serverTime: new Date(nowMs).toISOString() };
    },
    getProject: async (projectId) => {
      ask(`project ${projectId}`);
      const detail = api.details.find((each) => each.projectId === projectId);
      if (!detail) throw new RequestFailed(404, describeFailure('project_not_found'));
      return structuredClone(detail);
    },
    getOutputBefore: async (projectId, seq, limit) => {
      ask(`output ${projectId} before ${seq}`);
      return api.output.filter((event) => event.projectId === projectId && event.seq < seq).slice(-limit);
    },
    automate: async (projectId) => {
      ask(`automate ${projectId}`);
      return { executionId: 'e2' };
    },
    stop: async (projectId) => {
      ask(`stop ${projectId}`);
    },
  };
  return api;
}
