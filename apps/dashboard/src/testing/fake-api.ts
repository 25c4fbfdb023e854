import type {
  ArtifactView,
  AttemptView,
  BudgetView,
  Event,
  ExecutionSummary,
  Health,
  InjectionPreview,
  Me,
  MetricView,
  PreflightView,
  ProjectDetail,
  ResolutionView,
  ReviewView,
} from '@devteam/api';
import { describeFailure } from '@devteam/api';
import type { ApiClient, LogPage } from '../http/api-client.ts';
import { RequestFailed } from '../http/request-failure.ts';
import { madeUpDetails, madeUpPreflight, madeUpPreview, nowMs, viewOf } from './made-up.ts';

export interface FakeApi extends ApiClient {
  details: ProjectDetail[];
  /** Who reads: the owner of everything, unless a test says otherwise. */
  me: Me;
  output: Event[];
  reviews: ReviewView[];
  metrics: MetricView[];
  resolutions: ResolutionView[];
  health: Health;
  preview: InjectionPreview;
  attempts: AttemptView[];
  /** By ids of the form `kind attempt name`. */
  artifacts: Record<string, string>;
  preflight: PreflightView;
  executions: ExecutionSummary[];
  budgets: BudgetView[];
  /** By cursor; the first has none. */
  logPages: Record<string, LogPage>;
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
    me: {
      userId: 'ana',
      name: 'Ana',
      email: 'ana@example.test',
      signedInBy: 'session',
      grants: [{ role: 'owner', customerId: null, projectId: null }],
      only: null,
    },
    output: [],
    reviews: [],
    metrics: [],
    resolutions: [],
    health: { status: 'up', version: '0', serverTime: new Date(nowMs).toISOString(), services: [] },
    preview: madeUpPreview,
    attempts: [],
    artifacts: {},
    preflight: madeUpPreflight(),
    executions: [],
    budgets: [],
    logPages: {},
    asked: [],
    failure: null,
    signIn: async (secret) => {
      ask(`signIn ${typeof secret === 'string' ? secret : Object.values(secret).join(' ')}`);
      if (secret !== 'right' && (typeof secret === 'string' || secret.password !== 'right')) throw unauthorized();
    },
    join: async (member) => {
      ask(`join ${Object.values(member).join(' ')}`);
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
    getEvents: async (projectId, { type, after }) => {
      ask(`events ${projectId} ${type} after ${after}`);
      return {
        events: api.output.filter((event) => event.projectId === projectId && event.type === type && event.seq > after),
        next: null,
      };
    },
    getHealth: async () => {
      ask('health');
      return api.health;
    },
    getMe: async () => api.me,
    getTimers: async () => [],
    startTimer: async (projectId, taskKey) => {
      ask(`timer start ${projectId} ${taskKey}`);
      return {
        projectId,
        task: { key: taskKey, title: taskKey },
        person: 'Ana',
        startedAt: new Date(nowMs).toISOString(),
        endedAt: null,
        minutes: 0,
      };
    },
    stopTimer: async (projectId) => {
      ask(`timer stop ${projectId}`);
      throw new RequestFailed(409, describeFailure('timer_not_running'));
    },
    setStopPoints: async (projectId, stopPoints) => {
      ask(`stops ${projectId} ${JSON.stringify(stopPoints)}`);
    },
    getMetrics: async () => {
      ask('metrics');
      return api.metrics;
    },
    getReviews: async () => {
      ask('reviews');
      return structuredClone(api.reviews);
    },
    answerReview: async (_, reviewId, answer) => {
      ask(`answer ${reviewId} ${answer.choice} ${answer.note}`);
      const review = api.reviews.find((each) => each.reviewId === reviewId);
      if (!review) throw new RequestFailed(404, describeFailure('review_unknown'));
      Object.assign(review, { state: 'answered', answer: { ...answer, by: 'Ana', at: new Date(nowMs).toISOString() } });
      return structuredClone(review);
    },
    getChanges: async (projectId, taskKey) => {
      ask(`changes ${projectId} ${taskKey}`);
      throw new RequestFailed(404, describeFailure('changes_unknown'));
    },
    getAttempts: async (projectId, taskKey) => {
      ask(`attempts ${projectId} ${taskKey}`);
      return api.attempts;
    },
    getArtifacts: async (executionId, taskKey) => {
      ask(`artifacts ${executionId} ${taskKey}`);
      return Object.keys(api.artifacts).map((artifactId) => {
        const [kind = '', attempt = '1', name = kind] = artifactId.split(' ');
        const at = new Date(nowMs).toISOString();
        return { artifactId, kind: kind as ArtifactView['kind'], name, executionId, taskKey, attempt: Number(attempt), round: 0, at };
      });
    },
    getArtifact: async (_, artifactId) => {
      ask(`artifact ${artifactId}`);
      return api.artifacts[artifactId] ?? '';
    },
    getResolutions: async (projectId) => {
      ask(`resolutions ${projectId}`);
      return api.resolutions;
    },
    getResolution: async (_, resolutionId) => {
      const found = api.resolutions.find((each) => each.resolutionId === resolutionId);
      if (!found) throw new RequestFailed(404, describeFailure('error_not_found'));
      return found;
    },
    searchLog: async (projectId, filter) => {
      ask(`search ${projectId} ${filter.contains ?? ''} ${filter.level ?? ''} ${filter.cursor ?? ''}`.trim());
      return api.logPages[filter.cursor ?? ''] ?? { items: [], next: null };
    },
    logDownloadPath: (projectId, options = {}) => `/download/${projectId}?${new URLSearchParams({ ...options })}`,
    inject: async (projectId, request) => {
      ask(`inject ${projectId} ${JSON.stringify(request)}`);
    },
    previewInjection: async (projectId) => {
      ask(`preview ${projectId}`);
      return api.preview;
    },
    getPreflight: async (projectId) => {
      ask(`preflight ${projectId}`);
      return structuredClone(api.preflight);
    },
    inspectRepository: async (repository) => {
      ask(`inspect ${JSON.stringify(repository)}`);
      return structuredClone(api.preflight);
    },
    getDrivers: async () => {
      ask('drivers');
      const { executor, sandbox } = api.preflight;
      return {
        executors: [executor, { ...executor, name: 'codex', label: 'codex: a model' }],
        sandboxes: [sandbox],
        usualSandbox: sandbox.name,
      };
    },
    addProject: async (project) => {
      ask(`add ${JSON.stringify(project)}`);
      return { projectId: `${project.customerId}/${project.name}` };
    },
    getExecutions: async () => {
      ask('executions');
      return api.executions;
    },
    getBudgets: async () => {
      ask('budgets');
      return api.budgets;
    },
    automate: async (projectId, stopAfter = []) => {
      ask(['automate', projectId, ...stopAfter].join(' '));
      return { executionId: 'e2' };
    },
    control: async (projectId, command, taskKey) => {
      ask([command, projectId, taskKey].filter(Boolean).join(' '));
    },
  };
  return api;
}
