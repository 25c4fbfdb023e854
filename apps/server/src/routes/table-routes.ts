import {
  CodedError,
  type Permission,
  type Place,
  type Route,
  type RouteName,
  type Routes,
  allows,
  allowsSomewhere,
  routes,
} from '@devteam/api';
import { canRestrict, findCustomer, findPlace, findPlaceOfExecution, inSight } from '@devteam/engine/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { z } from 'zod';
import { type Caller, nobody, sees, sightOf } from '../auth/caller.ts';
import { readPatiently } from '../connection-errors.ts';
import type { Call, Handler, Handlers } from '../handlers/handler.ts';
import { camelKeys } from '../http/camel-keys.ts';
import { entityTagOf, namesTag } from '../http/entity-tag.ts';
import { type Answered, answerOnce } from '../http/idempotency.ts';
import { RequestRefused, describeProblem } from '../http/problem.ts';
import type { App } from './app-type.ts';

export interface TableRoutesOptions {
  pool: Pool;
  handlers: Handlers<Routes>;
}

/** What they answer holds a secret that is shown once: it is not kept for a repetition. */
const secretive: ReadonlySet<RouteName> = new Set(['signIn', 'makeTicket', 'inviteUser', 'acceptInvitation', 'makeToken', 'signOut']);
const everywhere: Place = { customerId: null, projectId: null };
const nothing = z.strictObject({});
/** A request without a body says as much as one with an empty object. */
const orNothing = (body: z.ZodObject) => z.preprocess((given) => given ?? {}, body);

/** Serves every row of the table of routes: there is no other way to an answer of the API. */
export async function addTableRoutes(app: App, { handlers, pool }: TableRoutesOptions): Promise<void> {
  const isRestricted = await canRestrict(pool);
  if (!isRestricted) app.log.warn('The database has no role for tenants: only the server itself keeps their rows apart');
  const readAs = (caller: Caller): Call['read'] => {
    const sight = sightOf(caller);
    return (body) => readPatiently(() => (isRestricted ? inSight(pool, sight, body) : body(pool)));
  };

  for (const [name, row] of Object.entries(routes) as [RouteName, Route][]) {
    const handler = handlers[name] as unknown as Handler<Route>;
    app.route({
      method: row.method,
      url: row.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: { isOpen: row.access === 'open', anyHost: row.path === '/healthz' || row.path === '/health', routeName: name },
      schema: {
        ...(row.params ? { params: row.params } : {}),
        querystring: row.query ?? nothing,
        ...(row.method === 'GET' ? {} : { body: orNothing(row.body ?? nothing) }),
      },
      preValidation: (request, _reply, done) => {
        request.query = camelKeys(request.query) as typeof request.query;
        request.body = camelKeys(request.body);
        done();
      },
      handler: async (request, reply) => {
        const caller = request.caller ?? nobody;
        const input = { params: request.params, query: request.query, body: request.body } as unknown as Parameters<typeof handler>[0];
        const place = await requireRight(pool, row, caller, input);
        const call: Call = {
          caller,
          place,
          read: readAs(caller),
          requireMatch: (current) => requireMatch(request, current),
          request,
          reply,
        };
        return row.method === 'GET' || secretive.has(name)
          ? sendAnswer(row, await handler(input, call), request, reply)
          : sendOnce({ pool, row, handler, input, call });
      },
    });
  }
}

/** Refuses what this caller may not do there. A place that they do not see is answered like one that is not there. */
async function requireRight(
  pool: Pool,
  row: Route,
  caller: Caller,
  { body, params, query }: { body: unknown; params: unknown; query: unknown },
): Promise<Place> {
  if (row.access === 'open' || row.access === 'signed-in') return everywhere;
  const given = { ...(query as object), ...(body as object), ...(params as object) } as GivenPlace;
  if (row.about === 'list') {
    if (!allowsSomewhere(caller, row.access)) throw forbidden(row.access);
    return everywhere;
  }
  const place = await placeOf(pool, row, given);
  if (!sees(caller, place)) throw missing(row, given);
  if (!allows(caller, row.access, place)) throw forbidden(row.access);
  return place;
}

interface GivenPlace {
  projectId?: string;
  customerId?: string;
  executionId?: string;
}

async function placeOf(pool: Pool, row: Route, given: GivenPlace): Promise<Place> {
  if (row.about === 'installation') return everywhere;
  const { customerId = '', executionId = '', projectId = '' } = given;
  const found = await readPatiently<Place | undefined>(async () => {
    if (row.about === 'execution') return findPlaceOfExecution(pool, executionId);
    if (row.about === 'customer') return (await findCustomer(pool, customerId)) && { customerId, projectId: null };
    return findPlace(pool, projectId);
  });
  if (!found) throw missing(row, given);
  return found;
}

const forbidden = (permission: Permission) => new RequestRefused('forbidden', { why: `none of your roles has ${permission} there` });
function missing(row: Route, { customerId = '', executionId = '', projectId = '' }: GivenPlace): CodedError {
  if (row.about === 'execution') return new CodedError('execution_not_found', { place: executionId });
  if (row.about === 'customer') return new CodedError('customer_not_found', { place: customerId });
  return new CodedError('project_not_found', { place: projectId });
}

function requireMatch(request: FastifyRequest, current: unknown): void {
  const wanted = request.headers['if-match'];
  if (wanted === undefined) return;
  const currentTag = entityTagOf(JSON.stringify(current));
  if (!namesTag(wanted, currentTag)) throw new RequestRefused('edited_meanwhile', {}, { field: 'headers.if-match', current, currentTag });
}

function sendAnswer(row: Route, answer: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { answer: schema, status } = row.success;
  // It goes on by itself.
  if (schema === 'events') return reply;
  if (!reply.raw.headersSent && reply.statusCode === 200) reply.code(status);
  if (schema === null) return reply.send();
  if (schema === 'text') return reply.type('text/plain; charset=utf-8').send(answer);
  const body = JSON.stringify(answer);
  if (row.method === 'GET') {
    const tag = entityTagOf(body);
    reply.header('etag', tag);
    const known = request.headers['if-none-match'];
    if (known !== undefined && namesTag(known, tag)) return reply.code(304).send();
  }
  return reply.type('application/json; charset=utf-8').send(body);
}

interface Asked {
  pool: Pool;
  row: Route;
  handler: Handler<Route>;
  input: Parameters<Handler<Route>>[0];
  call: Call;
}

const Key = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\u0020-\u007e]+$/);

/** The key stands in the header or in the body; the header is meant where there are both. */
function keyOf(request: FastifyRequest): string | undefined {
  const given = request.headers['idempotency-key'] ?? (request.body as { idempotencyKey?: unknown } | undefined)?.idempotencyKey;
  if (given === undefined) return undefined;
  const key = Key.safeParse(given);
  if (key.success) return key.data;
  const field = 'headers.idempotency-key';
  throw new RequestRefused('request_invalid', { why: `${field}: must be 1 to 200 plain characters` }, { field });
}

async function sendOnce({ call, handler, input, pool, row }: Asked): Promise<FastifyReply> {
  const { caller, reply, request } = call;
  const key = keyOf(request);
  const answer = async (): Promise<Answered> => {
    const given = await handler(input, call);
    return { status: row.success.status, body: row.success.answer === null ? null : JSON.stringify(given) };
  };
  if (key === undefined) return sendStored(row, reply, await answer());
  const content = JSON.stringify([request.method, request.url, request.body, request.headers['if-match'] ?? null]);
  const answered = await answerOnce(pool, { caller: caller.userId, key, content }, () =>
    answer().catch((error: unknown) => refusalOf(error, request)),
  );
  if (answered.isReplayed) reply.header('idempotency-replayed', 'true');
  return sendStored(row, reply, answered);
}

/** A refusal is an answer too, and the same one for the same request; what nobody foresaw is not kept. */
function refusalOf(error: unknown, request: FastifyRequest): Answered {
  const { isUnexpected, problem } = describeProblem(error, request.id);
  if (isUnexpected || problem.status >= 500 || problem.status === 429) throw error;
  return { status: problem.status, body: JSON.stringify(problem) };
}

function sendStored(row: Route, reply: FastifyReply, { body, status }: Answered): FastifyReply {
  reply.code(status);
  if (body === null) return reply.send();
  // Whoever goes on editing need not read it again.
  if (row.edits && status < 400) reply.header('etag', entityTagOf(body));
  return reply.type(`application/${status < 400 ? 'json' : 'problem+json'}; charset=utf-8`).send(body);
}
