import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { type ZodTypeProvider, validatorCompiler } from 'fastify-type-provider-zod';
import type { Health } from '@devteam/api';
import type { Pool } from 'pg';
import type { Callers } from './auth/callers.ts';
import type { Gate } from './auth/gate.ts';
import { createSignInThrottle } from './auth/sign-in-throttle.ts';
import type { DashboardFiles } from './dashboard/dashboard-files.ts';
import { accessHandlers } from './handlers/access-handlers.ts';
import { auditHandlers } from './handlers/audit-handlers.ts';
import { attemptHandlers } from './handlers/attempt-handlers.ts';
import { automationHandlers } from './handlers/automation-handlers.ts';
import { configurationHandlers } from './handlers/configuration-handlers.ts';
import { injectionHandlers } from './handlers/injection-handlers.ts';
import { type NoticeParts, noticeHandlers } from './handlers/notice-handlers.ts';
import { projectHandlers } from './handlers/project-handlers.ts';
import { serverHandlers } from './handlers/server-handlers.ts';
import { budgetHandlers } from './handlers/budget-handlers.ts';
import { receiptHandlers } from './handlers/receipt-handlers.ts';
import { resolutionHandlers } from './handlers/resolution-handlers.ts';
import { preflightHandlers } from './handlers/preflight-handlers.ts';
import { reviewHandlers } from './handlers/review-handlers.ts';
import { taskHandlers } from './handlers/task-handlers.ts';
import { streamEvents } from './live/stream-events.ts';
import { corsHeaders, preflightHeaders } from './http/cors.ts';
import { isTooDeep } from './http/json-depth.ts';
import { RequestRefused, describeProblem } from './http/problem.ts';
import { createRateLimits } from './http/rate-limits.ts';
import { encodeIds } from './http/raw-ids.ts';
import { commonHeaders, dataPolicy } from './http/security-headers.ts';
import type { LiveHub } from './live/live-hub.ts';
import type { RepositoryProbe } from './repository-probe.ts';
import type { App } from './routes/app-type.ts';
import { addDocsRoutes } from './routes/docs-routes.ts';
import { addJoinRoute } from './routes/join-route.ts';
import { addLiveRoute } from './routes/live-route.ts';
import { addPageRoute } from './routes/page-route.ts';
import { addTableRoutes } from './routes/table-routes.ts';
import type { ServerEngine } from './server-engine.ts';

export interface AppOptions {
  engine: ServerEngine;
  /** For reading; the engine has its own. */
  pool: Pool;
  hub: LiveHub;
  gate: Gate;
  callers: Callers;
  probe: RepositoryProbe;
  dashboard: DashboardFiles;
  readHealth: () => Promise<Health>;
  /** How addresses of webhooks are reached, and which private ones may be. */
  webhooks: Omit<NoticeParts, 'pool'>;
  logger: FastifyBaseLogger;
  version: string;
  /** A proxy in front says who asks and whether it was https. */
  isBehindProxy?: boolean;
}

const largestBodyBytes = 64 * 1024;
const readMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Everything that answers HTTP, apart from listening. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { callers, dashboard, engine, gate, hub, isBehindProxy = false, logger, pool, probe, readHealth, version, webhooks } = options;
  const app: App = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: largestBodyBytes,
    requestTimeout: 30_000,
    forceCloseConnections: true,
    trustProxy: isBehindProxy,
    rewriteUrl: (request) => encodeIds(request.method ?? 'GET', request.url ?? '/'),
    routerOptions: { maxParamLength: 1000 },
    frameworkErrors: answerProblem,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  readJsonOnly(app);
  const rateLimits = createRateLimits(() => performance.now());
  const answersAt = new Set<string>();
  app.decorate('answersAt', answersAt);
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') answersAt.add(`${each} ${url}`);
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...commonHeaders, 'content-security-policy': dataPolicy, 'cache-control': 'no-store', 'x-request-id': request.id });
    const { origin } = request.headers;
    if (origin !== undefined && gate.isGuest(origin) && request.url.startsWith('/api/')) {
      reply.headers(corsHeaders(origin));
      if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined)
        return reply.headers(preflightHeaders(request.headers['access-control-request-headers'])).code(204).send();
    }
    const { config } = request.routeOptions;
    // A socket is opened by a GET and can do what its opener can.
    const isWrite = !readMethods.has(request.method) || request.headers.upgrade !== undefined;
    if (config.anyHost !== true) gate.checkAddresses({ headers: request.headers, isWrite });
    if (config.isOpen === true && config.routeName === undefined) return undefined;

    if (config.isOpen !== true) request.caller = await callers.find(request.headers);
    const waitMs = rateLimits.take(request.caller?.userId ?? request.ip, isWrite ? 'write' : 'read');
    if (waitMs > 0) throw new RequestRefused('too_many_requests', {}, { retryAfterSeconds: Math.ceil(waitMs / 1000) });
    if (config.isOpen !== true && request.caller === undefined) throw new RequestRefused('unauthorized', {});
    return undefined;
  });
  app.addHook('onSend', async (request, reply) => {
    if (request.caller?.by !== 'session' || reply.hasHeader('set-cookie')) return;
    const fresh = await callers.rotate(request.headers).catch(() => undefined);
    if (fresh === undefined) return;
    const secure = request.protocol === 'https';
    reply.setCookie(callers.cookieName, fresh, { path: '/', httpOnly: true, sameSite: 'strict', secure, maxAge: 30 * 24 * 3600 });
  });
  app.addHook('onResponse', (request, reply, done) => {
    const line = { method: request.method, path: request.url.split('?')[0], status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    request.log.debug(line, 'answered');
    done();
  });
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler((request) => {
    throw new RequestRefused('not_found', { place: `${request.method} ${request.url.split('?')[0]}` });
  });

  await app.register(cookie);
  const throttle = createSignInThrottle(() => performance.now());
  await addLiveRoute(app, { callers, gate, hub });
  await addTableRoutes(app, {
    pool,
    handlers: {
      ...automationHandlers({ engine, pool, probe }),
      ...projectHandlers(engine),
      ...configurationHandlers(engine),
      ...reviewHandlers(engine),
      ...receiptHandlers(engine),
      ...resolutionHandlers(),
      ...taskHandlers(engine),
      ...attemptHandlers(engine),
      ...auditHandlers(pool),
      ...budgetHandlers(engine, pool),
      ...preflightHandlers(engine),
      ...noticeHandlers({ pool, ...webhooks }),
      ...injectionHandlers(engine),
      ...accessHandlers({ pool, callers, throttle, onChanged: () => hub.recheck() }),
      streamEvents: streamEvents({ hub, callers, app }),
      ...serverHandlers({ readHealth, version, cookieName: callers.cookieName }),
    },
  });
  addJoinRoute(app);
  await addDocsRoutes(app);
  await addPageRoute(app, { dashboard });
  return app;
}

function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { isUnexpected, problem, retryAfterSeconds } = describeProblem(error, request.id);
  const place = { method: request.method, path: request.url.split('?')[0] };
  if (isUnexpected) request.log.error({ ...place, err: error }, `request ${request.id} failed`);
  else request.log.debug({ ...place, status: problem.status, code: problem.code, why: problem.why }, 'refused');
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  reply.code(problem.status).type('application/problem+json; charset=utf-8').send(problem);
}

/** JSON or nothing: a form or plain text is what a foreign page could send without being asked. */
function readJsonOnly(app: App): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    if (isTooDeep(body as string))
      return done(new RequestRefused('request_invalid', { why: 'body: is nested too deeply' }, { field: 'body' }));
    return parse(request, body as string, done);
  });
}
