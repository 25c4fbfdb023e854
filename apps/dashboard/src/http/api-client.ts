import {
  ArtifactView,
  AttemptView,
  BudgetView,
  ChangesView,
  DriverChoices,
  Event,
  type EventType,
  ExecutionSummary,
  Health,
  type InjectionRequestBody,
  InjectionPreview,
  LogLine,
  Me,
  MetricView,
  PreflightView,
  ProjectDetail,
  ProjectView,
  ResolutionView,
  type ReviewChoice,
  ReviewView,
  type StopPlace,
  TimerView,
} from '@devteam/api';
import { RequestFailed, answerNotUnderstood, failureOfProblem, serverUnreachable } from './request-failure.ts';

export interface ProjectsAnswer {
  projects: ProjectView[];
  serverTime: string;
}

/** What the page asks of the server. Every method rejects with `RequestFailed` and nothing else. */
export interface ApiClient {
  /** Trades the token for a cookie. */
  signIn(secret: Secret): Promise<void>;
  /** Becomes a member by the code of an invitation, and is signed in with it. */
  join(member: NewMember): Promise<void>;
  getProjects(): Promise<ProjectsAnswer>;
  getProject(projectId: string): Promise<ProjectDetail>;
  /** Up to `limit` output events before a sequence number, oldest first. */
  getOutputBefore(projectId: string, seq: number, limit: number): Promise<Event[]>;
  /** Events after a number, oldest first. */
  getEvents(projectId: string, query: { type: EventType; after: number; limit: number }): Promise<{ events: Event[]; next: number | null }>;
  getHealth: () => Promise<Health>;
  /** The reader, with what they may do where. */
  getMe(): Promise<Me>;
  /** Timers that run. */
  getTimers(): Promise<TimerView[]>;
  startTimer(projectId: string, taskKey: string): Promise<TimerView>;
  stopTimer(projectId: string): Promise<TimerView>;
  /** Replaces the stop points that people gave. */
  setStopPoints(projectId: string, stopPoints: readonly StopPlace[]): Promise<void>;
  /** Of all that the reader sees, over the last thirty days. */
  getMetrics: () => Promise<MetricView[]>;
  /** Of all projects that the reader sees, answered ones of the last days included. */
  getReviews(): Promise<ReviewView[]>;
  answerReview(projectId: string, reviewId: string, answer: ReviewAnswer): Promise<ReviewView>;
  getChanges(projectId: string, taskKey: string): Promise<ChangesView>;
  /** All tries at a task, newest first. */
  getAttempts(projectId: string, taskKey: string): Promise<AttemptView[]>;
  /** What the attempts of an execution at a task left. */
  getArtifacts(executionId: string, taskKey: string): Promise<ArtifactView[]>;
  /** One of them, as text. */
  getArtifact(executionId: string, artifactId: string): Promise<string>;
  /** Newest first. */
  getResolutions(projectId: string): Promise<{ resolutionId: string }[]>;
  getResolution(projectId: string, resolutionId: string): Promise<ResolutionView>;
  /** A page of lines, newest page first and oldest first within it; all of a project's log is searched. */
  searchLog(projectId: string, query: LogFilter): Promise<LogPage>;
  /** Where the log is plain text: all of it, or what the filter lets through; to be kept, or to be shown. */
  logDownloadPath(projectId: string, options?: LogFilter & { inline?: 'yes' }): string;
  inject(projectId: string, request: InjectionRequestBody): Promise<void>;
  previewInjection(projectId: string, request: InjectionRequestBody): Promise<InjectionPreview>;
  automate(projectId: string, stopAfter?: readonly string[]): Promise<{ executionId: string }>;
  /** What an execution would begin with if it were started now. */
  getPreflight(projectId: string): Promise<PreflightView>;
  /** The same of a repository that is no project yet. */
  inspectRepository(repository: DescribedRepository): Promise<PreflightView>;
  getDrivers: () => Promise<DriverChoices>;
  addProject(project: NewProject): Promise<{ projectId: string }>;
  /** Newest first, of all projects that the reader sees. */
  getExecutions: () => Promise<ExecutionSummary[]>;
  getBudgets: () => Promise<BudgetView[]>;
  /** Asks something of the execution; what it leads to comes by the stream. */
  control(projectId: string, command: string, taskKey?: string): Promise<void>;
}

/** The token of this machine, or what a person knows. */
export type Secret = string | { email: string; password: string };

export interface NewMember {
  code: string;
  name: string;
  email: string;
  password: string;
}

export interface ReviewAnswer {
  choice: ReviewChoice;
  note: string;
  idempotencyKey: string;
}

export interface LogFilter {
  contains?: string;
  level?: 'info' | 'warn' | 'error';
  cursor?: string;
}

export interface LogPage {
  items: LogLine[];
  next: string | null;
}

/** How a repository would be worked on; what is left out is as usual. */
export interface DescribedRepository {
  repositoryUrl: string;
  branch?: string;
  taskListPath?: string;
  executor?: string;
  model?: string;
  recordings?: string;
}

export interface NewProject extends DescribedRepository {
  customerId: string;
  /** Of a customer who is not there yet. */
  customerName?: string;
  name: string;
  executor: string;
  sandbox: string;
  createTaskList?: boolean;
}

export interface ApiClientOptions {
  /** Called at each 401 but the sign-in's own. */
  onUnauthorized: () => void;
  fetch?: typeof fetch;
}

const listOfProjects = ProjectView.array();
const listOfEvents = Event.array();
const linesOfLog = LogLine.array();
const listOfTimers = TimerView.array();
const listOfMetrics = MetricView.array();
const listOfResolutions = ResolutionView.omit({ log: true }).array();
const listOfAttempts = AttemptView.array();
const listOfArtifacts = ArtifactView.array();
const listOfReviews = ReviewView.array();
const textOrNull = (value: unknown): string | null => (value === null ? null : stringOf(value));
const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const stringOf = (value: unknown): string => {
  if (typeof value !== 'string') throw new TypeError('a text is missing');
  return value;
};

export function createApiClient({ onUnauthorized, fetch: send = (...args) => fetch(...args) }: ApiClientOptions): ApiClient {
  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await send(path, { ...init, headers: { accept: 'application/json', 'content-type': 'application/json' } });
    } catch (error) {
      throw serverUnreachable(path, error);
    }
    if (response.ok) return response;
    if (response.status === 401 && path !== '/api/devteam/session') onUnauthorized();
    const body: unknown = await response.json().catch(() => undefined);
    throw new RequestFailed(response.status, failureOfProblem(body, response.status, path));
  }

  /** `parse` throws on anything that is not the wire's form. */
  async function read<T>(path: string, parse: (body: Record<string, unknown>) => T, init?: RequestInit): Promise<T> {
    const response = await request(path, init);
    try {
      const body: unknown = await response.json();
      if (typeof body !== 'object' || body === null) throw new TypeError('the answer is not an object');
      return parse({ ...body });
    } catch (error) {
      throw answerNotUnderstood(path, response.status, error instanceof Error ? error.message : String(error));
    }
  }

  const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });
  const executionPath = (executionId: string) => `/api/devteam/executions/${encodeURIComponent(executionId)}`;
  const projectPath = (projectId: string) => `/api/devteam/projects/${encodeURIComponent(projectId)}`;

  return {
    signIn: async (secret) => {
      await request('/api/devteam/session', post(typeof secret === 'string' ? { token: secret } : secret));
    },
    join: async (member) => {
      await request('/api/devteam/invitations/accept', post(member));
    },
    getProjects: () =>
      read('/api/devteam/projects', (body) => ({
        projects: listOfProjects.parse(body['projects']),
        serverTime: stringOf(body['serverTime']),
      })),
    getProject: (projectId) => read(projectPath(projectId), (body) => ProjectDetail.parse(body)),
    getOutputBefore: (projectId, seq, limit) => {
      const query = new URLSearchParams({ before: String(seq), limit: String(limit), type: 'execution-log' });
      return read(`${projectPath(projectId)}/events?${query}`, (body) => listOfEvents.parse(body['events']));
    },
    getEvents: (projectId, { type, after, limit }) => {
      const query = new URLSearchParams({ type, after: String(after), limit: String(limit) });
      return read(`${projectPath(projectId)}/events?${query}`, (body) => ({
        events: listOfEvents.parse(body['events']),
        next: numberOrNull(body['next']),
      }));
    },
    getHealth: () => read('/api/devteam/health', (body) => Health.parse(body)),
    getMe: () => read('/api/devteam/me', (body) => Me.parse(body)),
    getTimers: () => read('/api/devteam/timers', (body) => listOfTimers.parse(body['items'])),
    startTimer: (projectId, taskKey) => read(`${projectPath(projectId)}/timers`, (body) => TimerView.parse(body), post({ taskKey })),
    stopTimer: (projectId) => read(`${projectPath(projectId)}/timers/stop`, (body) => TimerView.parse(body), post({})),
    setStopPoints: async (projectId, stopPoints) => {
      await request(`${projectPath(projectId)}/stop-points`, { ...post({ stopPoints }), method: 'PUT' });
    },
    getMetrics: () => read('/api/devteam/metrics', (body) => listOfMetrics.parse(body['items'])),
    getReviews: () => read('/api/devteam/reviews?state=all', (body) => listOfReviews.parse(body['items'])),
    answerReview: (projectId, reviewId, answer) =>
      read(`${projectPath(projectId)}/reviews/${encodeURIComponent(reviewId)}/answer`, (body) => ReviewView.parse(body), post(answer)),
    getChanges: (projectId, taskKey) =>
      read(`${projectPath(projectId)}/tasks/${encodeURIComponent(taskKey)}/changes`, (body) => ChangesView.parse(body)),
    getAttempts: (projectId, taskKey) =>
      read(`${projectPath(projectId)}/tasks/${encodeURIComponent(taskKey)}/attempts`, (body) => listOfAttempts.parse(body['items'])),
    getArtifacts: (executionId, taskKey) => {
      const query = new URLSearchParams({ taskKey, limit: '200' });
      return read(`${executionPath(executionId)}/artifacts?${query}`, (body) => listOfArtifacts.parse(body['items']));
    },
    getArtifact: async (executionId, artifactId) =>
      (await request(`${executionPath(executionId)}/artifacts/${encodeURIComponent(artifactId)}`)).text(),
    getResolutions: (projectId) => read(`${projectPath(projectId)}/resolutions`, (body) => listOfResolutions.parse(body['items'])),
    getResolution: (projectId, resolutionId) =>
      read(`${projectPath(projectId)}/resolutions/${encodeURIComponent(resolutionId)}`, (body) => ResolutionView.parse(body)),
    searchLog: (projectId, filter) => {
      const query = new URLSearchParams({ limit: '100', ...filter });
      return read(`${projectPath(projectId)}/logs?${query}`, (body) => ({
        items: linesOfLog.parse(body['items']),
        next: textOrNull(body['next']),
      }));
    },
    logDownloadPath: (projectId, options = {}) => {
      const query = new URLSearchParams({ ...options }).toString();
      return `${projectPath(projectId)}/logs/download${query === '' ? '' : `?${query}`}`;
    },
    inject: async (projectId, body) => {
      await request(`${projectPath(projectId)}/tasks/inject`, post(body));
    },
    previewInjection: (projectId, body) =>
      read(`${projectPath(projectId)}/injections/preview`, (answer) => InjectionPreview.parse(answer), post(body)),
    automate: (projectId, stopAfter = []) =>
      read(
        `${projectPath(projectId)}/automate`,
        (body) => ({ executionId: stringOf(body['executionId']) }),
        post(stopAfter.length > 0 ? { stopAfter } : {}),
      ),
    getPreflight: (projectId) => read(`${projectPath(projectId)}/preflight`, (body) => PreflightView.parse(body)),
    inspectRepository: (repository) => read('/api/devteam/repository/inspect', (body) => PreflightView.parse(body), post(repository)),
    getDrivers: () => read('/api/devteam/drivers', (body) => DriverChoices.parse(body)),
    addProject: (project) => read('/api/devteam/projects', (body) => ({ projectId: stringOf(body['projectId']) }), post(project)),
    getExecutions: async () => {
      const response = await request('/api/devteam/executions/history/me?limit=500');
      const found = ExecutionSummary.array().safeParse(await response.json().catch(() => undefined));
      if (!found.success) throw answerNotUnderstood('/api/devteam/executions/history/me', response.status, found.error.message);
      return found.data;
    },
    getBudgets: () => read('/api/devteam/budgets', (body) => BudgetView.array().parse(body['items'])),
    control: async (projectId, command, taskKey) => {
      await request(`${projectPath(projectId)}/control`, post({ command, ...(taskKey === undefined ? {} : { taskKey }) }));
    },
  };
}
