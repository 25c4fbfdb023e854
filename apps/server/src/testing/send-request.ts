import type { Route } from '@devteam/api';

interface Parts {
  params?: Record<string, string> | undefined;
  query?: Record<string, string> | undefined;
  body?: unknown;
}

/** Asks for a row of the table as any client would. */
export function sendRequest(
  address: string,
  row: Route,
  { body, params = {}, query = {} }: Parts,
  init: RequestInit = {},
): Promise<Response> {
  const path = row.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = Object.keys(query).length > 0 ? `?${new URLSearchParams(query).toString()}` : '';
  const headers = new Headers(init.headers);
  if (body !== undefined) headers.set('content-type', 'application/json');
  return fetch(address + path + search, {
    method: row.method,
    redirect: 'error',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...init,
    headers,
  });
}
