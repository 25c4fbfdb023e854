import type { ProjectSnapshot } from '../wire.ts';
import { type Following, type FollowOptions, follow } from './follow.ts';
import { RequestFailed, readFailure, unreachable } from './request-failure.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface DevTeamClientOptions {
  /** Where DevTeam answers, such as `https://devteam.example.com`. None: the page's own origin. */
  baseUrl?: string;
  /** Headers of a request, with the exact text that is sent as its body (empty: none), so that they can sign it. */
  headers?: (method: HttpMethod, url: string, body: string) => Record<string, string> | Promise<Record<string, string>>;
  /** A ticket for one socket, since browsers send no headers with it. None: DevTeam is asked for one where there are `headers`; cookies are enough else. */
  socketToken?: () => string | Promise<string>;
  /** `include`, where DevTeam is at another origin and knows people by a cookie. */
  credentials?: RequestCredentials;
  /** No live line, for networks that let none through: the page asks again and again. */
  polling?: boolean;
}

export interface DevTeamClient {
  /** Answers the body; throws `RequestFailed`. One key makes one effect, however often it is sent. */
  request<Answer>(method: HttpMethod, path: string, body?: unknown, key?: string): Promise<Answer>;
  /** Follows all that this person may see until it is told to stop. */
  follow(hooks: FollowOptions): Following;
}

/** Talks to DevTeam for one page. Nothing happens before it is asked. */
export function createDevTeamClient(options: DevTeamClientOptions = {}): DevTeamClient {
  const { baseUrl = '', credentials, headers, polling = false, socketToken } = options;

  const request = async <Answer>(method: HttpMethod, path: string, body?: unknown, key?: string): Promise<Answer> => {
    const url = `${baseUrl}${path}`;
    const sent = body === undefined ? '' : JSON.stringify(body);
    const response = await fetch(url, {
      method,
      ...(credentials ? { credentials } : {}),
      ...(sent === '' ? {} : { body: sent }),
      headers: {
        accept: 'application/json',
        ...(sent === '' ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(await headers?.(method, url, sent)),
      },
    }).catch((error: unknown) => {
      throw new RequestFailed(0, unreachable(String(error)));
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw new RequestFailed(response.status, readFailure(response.status, answer));
    return answer as Answer;
  };

  const askForTicket = async () => (await request<{ ticket: string }>('POST', '/api/devteam/tickets', {})).ticket;
  const findTicket = socketToken ?? (headers && askForTicket);

  /** A fresh ticket for each try, since it opens one socket. */
  const openSocket = async (): Promise<WebSocket> => {
    const address = new URL(`${baseUrl}/ws/devteam`, baseUrl === '' ? location.href : undefined);
    address.protocol = address.protocol.replace('http', 'ws');
    // Among the subprotocols, because addresses end up in logs. The server takes up the first one.
    return new WebSocket(address, findTicket ? ['devteam', await findTicket()] : []);
  };

  const source = {
    readProjects: () => request<{ projects: ProjectSnapshot[] }>('GET', '/api/devteam/projects'),
    openSocket: polling ? undefined : openSocket,
    // A new ticket may open what the last one did not; without one there is nothing else to try.
    isFinal: (code: number) => code === closeCodes.noAccess || (code === closeCodes.signInAgain && !findTicket),
  };
  return { request, follow: (hooks) => follow(source, hooks) };
}

const closeCodes = { signInAgain: 4001, noAccess: 4003 };
