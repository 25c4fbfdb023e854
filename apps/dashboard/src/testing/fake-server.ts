import {
  type ErrorCode,
  type Route,
  type RouteAnswer,
  type RouteInput,
  type RouteName,
  type Routes,
  describeFailure,
  errorCatalogue,
  routes,
} from '@devteam/api';

type Answering<Name extends RouteName> = (
  input: RouteInput<Routes[Name]>,
) => RouteAnswer<Routes[Name]> | Refusal | Promise<RouteAnswer<Routes[Name]> | Refusal>;

/** What a route answers instead of what was asked for. */
export class Refusal {
  readonly code: ErrorCode;
  readonly why: string | undefined;

  constructor(code: ErrorCode, why?: string) {
    this.code = code;
    this.why = why;
  }
}

export interface FakeServer {
  fetch: typeof fetch;
  /** From now on this row answers so. Requests and answers have to fit the table of routes, as with the real one. */
  on<Name extends RouteName>(name: Name, answer: Answering<Name>): void;
  /** Requests in order, each as the name of its route and what was given. */
  asked: { name: RouteName; given: unknown; ifMatch: string | null }[];
  /** What was given to one route, newest last. */
  given(name: RouteName): unknown[];
}

const tagOf = (body: string): string => `"${new TextEncoder().encode(body).reduce((sum, byte) => (sum * 31 + byte) % 2 ** 31, 7)}"`;

/** A server behind `fetch`: it knows every address of the table of routes, and is as strict about requests and answers as the real one. */
export function createFakeServer(): FakeServer {
  const answers = new Map<RouteName, (input: never) => unknown>();
  const rows = Object.entries(routes) as [RouteName, Route][];
  const problem = (code: ErrorCode, why?: string): Response => {
    const { status } = errorCatalogue[code];
    const failure = describeFailure(code, why === undefined ? {} : { why });
    const body = { type: `/errors/${code}`, title: failure.what, status, ...failure };
    return new Response(JSON.stringify(body), { status });
  };
  const server: FakeServer = {
    asked: [],
    given: (name) => server.asked.filter((each) => each.name === name).map(({ given }) => given),
    on: (name, answer) => void answers.set(name, answer),
    fetch: async (address, init = {}) => {
      const method = init.method ?? 'GET';
      const url = new URL(address instanceof Request ? address.url : address, 'http://devteam.test');
      const found = rows.flatMap(([name, row]) => {
        const pattern = new RegExp(`^${row.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
        const match = row.method === method ? pattern.exec(url.pathname) : null;
        return match ? [{ name, row, groups: match.groups ?? {} }] : [];
      })[0];
      const answer = found && answers.get(found.name);
      if (!found || !answer) return problem('not_found', `${method} ${url.pathname} has no answer in this test`);
      const { groups, name, row } = found;
      const decoded = Object.fromEntries(Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value)]));
      const parts = {
        params: row.params?.safeParse(decoded),
        query: row.query?.safeParse(Object.fromEntries(url.searchParams)),
        body: row.body?.safeParse(typeof init.body === 'string' ? JSON.parse(init.body) : {}),
      };
      const wrong = Object.values(parts).find((part) => part?.success === false);
      if (wrong?.error) return problem('request_invalid', wrong.error.message);
      const given = Object.fromEntries(Object.entries(parts).map(([part, parsed]) => [part, parsed?.data]));
      server.asked.push({ name, given, ifMatch: new Headers(init.headers).get('if-match') });
      const said = await answer(given as never);
      if (said instanceof Refusal) return problem(said.code, said.why);
      const { answer: schema, status } = row.success;
      if (schema === null) return new Response(null, { status });
      const body = typeof schema === 'string' ? String(said) : JSON.stringify(schema.parse(said));
      return new Response(body, { status, headers: { etag: tagOf(body) } });
    },
  };
  return server;
}
