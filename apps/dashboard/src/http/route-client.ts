import { type Client, RequestProblem, createClient, routes } from '@devteam/api';
import { RequestFailed, answerNotUnderstood, failureOfProblem, serverUnreachable } from './request-failure.ts';

export interface RouteClientOptions {
  /** Called at each 401. */
  onUnauthorized: () => void;
  fetch?: typeof fetch;
}

/** Asks any row of the table of routes, typed by it. Rejects with `RequestFailed` and nothing else. */
export function createRouteClient({ onUnauthorized, fetch: send = (...args) => fetch(...args) }: RouteClientOptions): Client {
  const client = createClient({
    baseUrl: '',
    fetch: async (path, init) => {
      try {
        return await send(path, init);
      } catch (error) {
        throw serverUnreachable(typeof path === 'string' ? path : '', error);
      }
    },
  });
  const routeClient: Client = {
    call: async (name, request, options) => (await routeClient.callTagged(name, request, options)).answer,
    callTagged: async (name, request, options) => {
      try {
        return await client.callTagged(name, request, options);
      } catch (error) {
        if (error instanceof RequestFailed) throw error;
        const { path } = routes[name];
        if (!(error instanceof RequestProblem))
          throw answerNotUnderstood(path, 200, error instanceof Error ? error.message : String(error));
        if (error.problem.status === 401) onUnauthorized();
        throw new RequestFailed(error.problem.status, failureOfProblem(error.problem, error.problem.status, path));
      }
    },
  };
  return routeClient;
}
