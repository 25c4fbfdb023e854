import { Event, ProjectDetail, ProjectView } from '@devteam/api';
import { RequestFailed, answerNotUnderstood, failureOfProblem, serverUnreachable } from './request-failure.ts';

export interface ProjectsAnswer {
  projects: ProjectView[];
  serverTime: string;
}

/** What the page asks of the server. Every method rejects with `RequestFailed` and nothing else. */
export interface ApiClient {
  /** Trades the token for a cookie. */
  signIn(token: string): Promise<void>;
  getProjects(): Promise<ProjectsAnswer>;
  getProject(projectId: string): Promise<ProjectDetail>;
  /** Up to `limit` output events before a sequence number, oldest first. */
  getOutputBefore(projectId: string, seq: number, limit: number): Promise<Event[]>;
  automate(projectId: string): Promise<{ executionId: string }>;
  stop(projectId: string): Promise<void>;
}

export interface ApiClientOptions {
  /** Called at each 401 but the sign-in's own. */
  onUnauthorized: () => void;
  fetch?: typeof fetch;
}

const listOfProjects = ProjectView.array();
const listOfEvents = Event.array();
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
    if (response.status === 401 && path !== '/api/session') onUnauthorized();
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
  const projectPath = (projectId: string) => `/api/projects/${encodeURIComponent(projectId)}`;

  return {
    signIn: async (token) => {
      await request('/api/session', post({ token }));
    },
    getProjects: () =>
      read('/api/projects', (body) => ({ projects: listOfProjects.parse(body['projects']), serverTime: stringOf(body['serverTime']) })),
    getProject: (projectId) => read(projectPath(projectId), (body) => ProjectDetail.parse(body)),
    getOutputBefore: (projectId, seq, limit) => {
      const query = new URLSearchParams({ before: String(seq), limit: String(limit), type: 'execution-log' });
      return read(`${projectPath(projectId)}/events?${query}`, (body) => listOfEvents.parse(body['events']));
    },
    automate: (projectId) =>
      read(`${projectPath(projectId)}/automate`, (body) => ({ executionId: stringOf(body['executionId']) }), post({})),
    stop: async (projectId) => {
      await request(`${projectPath(projectId)}/stop`, post({}));
    },
  };
}
