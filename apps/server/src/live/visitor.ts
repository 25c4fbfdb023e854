import { type Route, allows, routes } from '@devteam/api';
import type { Caller } from '../auth/caller.ts';
import type { Callers } from '../auth/callers.ts';
import type { App } from '../routes/app-type.ts';
import type { Visitor } from './live-hub.ts';

export interface VisitorParts {
  caller: Caller;
  callers: Callers;
  app: App;
}

/** Somebody at the other end of a socket, with the rights of now. What they ask goes the way of every request. */
export function visitorOf({ app, caller: first, callers }: VisitorParts): Visitor {
  let caller = first;
  return {
    sees: (place) => allows(caller, 'project.read', place),
    refresh: async () => {
      const now = await callers.refresh(caller);
      if (now) caller = now;
      return now !== undefined;
    },
    call: async ({ body, id, key, params = {}, query = {}, route }) => {
      const row: Route | undefined = Object.hasOwn(routes, route) ? routes[route as keyof typeof routes] : undefined;
      const path =
        row?.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(params[name] ?? '')) ??
        `/api/devteam/${encodeURIComponent(route)}`;
      const search = new URLSearchParams(query).toString();
      const response = await app.inject({
        method: row?.method ?? 'GET',
        url: search === '' ? path : `${path}?${search}`,
        headers: {
          host: 'localhost',
          authorization: `Bearer ${callers.lend(caller)}`,
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      const isJson = /^application\/(?:problem\+)?json/.test(response.headers['content-type'] ?? '');
      return { type: 'answered', id, status: response.statusCode, body: isJson ? response.json<unknown>() : response.body };
    },
  };
}
