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
import { type AskedThing, audited } from '../audit/audited.ts';
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
const secretive: ReadonlySet<RouteName> = new Set([
  'signIn',
  'makeTicket',
  'inviteUser',
  'acceptInvitation',
  'makeToken',
  'signOut',
  'addWebhook',
  'renewWebhookSecret',
]);
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
        const asked: AskedThing = { requestId: request.id, who: whoIs(caller, request), action: name, place: everywhere, ...input };
        const place = await requireRight(pool, row, caller, input).catch((error: unknown) =>
          row.method === 'GET' ? Promise.reject(error) : audited(pool, asked, () => Promise.reject(error)),
        );
        const carryOut = (tell: Call['tell']) => {
          const requireCurrent: Call['requireMatch'] = (current) => {
            tell({ before: current });
            requireMatch(request, current);
          };
          return handler(input, { caller, place, read: readAs(caller), requireMatch: requireCurrent, tell, request, reply });
        };
        if (row.method === 'GET') return sendAnswer(row, await carryOut(() => undefined), request, reply);
        const answer = () =>
          audited(pool, { ...asked, place }, async (tell) => {
            const answered = await carryOut(tell);
            if (row.edits) tell({ after: answered });
            return answered;
          });
        return secretive.has(name)
          ? sendAnswer(row, await answer(), request, reply)
          : sendOnce({ pool, row, answer, request, reply, caller });
      },
    });
  }
}

/** Nobody is signed in yet who signs in: the audit has the name that they give. */
function whoIs(caller: Caller, { body }: FastifyRequest): AskedThing['who'] {
  if (caller.by !== 'nobody') return { userId: caller.userId, person: caller.name, via: caller.by };
  const { email } = (body ?? {}) as { email?: unknown };
  return { userId: '', person: typeof email === 'string' ? email : 'somebody with the token of this machine or a link', via: 'session' };
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
  answer: () => Promise<unknown>;
  request: FastifyRequest;
  reply: FastifyReply;
  caller: Caller;
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

async function sendOnce({ answer: carryOut, caller, pool, reply, request, row }: Asked): Promise<FastifyReply> {
  const key = keyOf(request);
  const answer = async (): Promise<Answered> => {
    const given = await carryOut();
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
