import { Problem } from './routes/problem.ts';
import { type Route, type RouteAnswer, type RouteName, type RouteRequest, type Routes, routes } from './routes/index.ts';

export interface ClientOptions {
  /** Without a path; '' is the page's own origin. */
  baseUrl: string;
  /** Asked before each request, with exactly the text that is sent as its body (empty where there is none): a signature fits. */
  headers?: (method: string, url: string, body: string) => Record<string, string> | Promise<Record<string, string>>;
  fetch?: typeof fetch;
}

/** An answer that is no success, with its four parts. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';
  readonly problem: Problem;
  readonly code: string;

  constructor(problem: Problem) {
    super(`${problem.what}: ${problem.why}`);
    this.problem = problem;
    this.code = problem.code;
  }
}

interface Parts {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

export interface Client {
  /** Asks for a row of the table of routes. Rejects with `RequestProblem`, or with what `fetch` throws where nobody answers. */
  call<Name extends RouteName>(name: Name, request: RouteRequest<Routes[Name]>, options?: CallOptions): Promise<RouteAnswer<Routes[Name]>>;
  /** The same with the ETag of what was read, which an edit gives back as `ifMatch`; null where the answer has none. */
  callTagged<Name extends RouteName>(
    name: Name,
    request: RouteRequest<Routes[Name]>,
    options?: CallOptions,
  ): Promise<{ answer: RouteAnswer<Routes[Name]>; tag: string | null }>;
}

export interface CallOptions {
  /** An Idempotency-Key. */
  key?: string;
  /** Of what was read: the edit is refused with `edited_meanwhile` if it is not the newest any more. */
  ifMatch?: string;
  signal?: AbortSignal;
}

/** A typed client of the API for browsers and Node. `key` is an Idempotency-Key: the same one may be sent again after a cut. */
export function createClient({ baseUrl, fetch: send = (...args) => fetch(...args), headers }: ClientOptions): Client {
  const client: Client = {
    call: async (name, request, options) => (await client.callTagged(name, request, options)).answer,
    callTagged: async (name, request, { ifMatch, key, signal } = {}) => {
      const row: Route = routes[name];
      const { body: given, params = {}, query = {} } = request as Parts;
      const path = row.path.replaceAll(/\{(\w+)\}/g, (_all, parameter: string) => encodeURIComponent(params[parameter] ?? ''));
      const search = new URLSearchParams(query).toString();
      const url = `${baseUrl}${path}${search === '' ? '' : `?${search}`}`;
      const body = given === undefined ? '' : JSON.stringify(given);
      const response = await send(url, {
        method: row.method,
        headers: {
          ...(body === '' ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
          ...(await headers?.(row.method, url, body)),
        },
        ...(body === '' ? {} : { body }),
        ...(signal ? { signal } : {}),
      });
      const text = await response.text();
      if (!response.ok) throw new RequestProblem(Problem.parse(JSON.parse(text)));
      const { answer } = row.success;
      const read: unknown = answer === null ? undefined : typeof answer === 'string' ? text : answer.parse(JSON.parse(text));
      return { answer: read as RouteAnswer<Routes[typeof name]>, tag: response.headers.get('etag') };
    },
  };
  return client;
}
