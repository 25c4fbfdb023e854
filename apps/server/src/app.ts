import { randomUUID } from 'node:crypto';
import fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { type ZodTypeProvider, validatorCompiler } from 'fastify-type-provider-zod';
import type { Health } from '@devteam/api';
import type { Engine } from '@devteam/engine/durable';
import type { Pool } from 'pg';
import type { Gate } from './auth/gate.ts';
import type { Sessions } from './auth/sessions.ts';
import { createSignInThrottle } from './auth/sign-in-throttle.ts';
import type { DashboardFiles } from './dashboard/dashboard-files.ts';
import { RequestRefused, describeProblem } from './http/problem.ts';
import { encodeProjectId } from './http/project-address.ts';
import { commonHeaders, dataPolicy } from './http/security-headers.ts';
import type { LiveHub } from './live/live-hub.ts';
import type { App } from './routes/app-type.ts';
import { addCommandRoutes } from './routes/command-routes.ts';
import { addEventRoutes } from './routes/event-routes.ts';
import { addHealthRoutes } from './routes/health-routes.ts';
import { addLiveRoute } from './routes/live-route.ts';
import { addPageRoute } from './routes/page-route.ts';
import { addProjectRoutes } from './routes/project-routes.ts';
import { addSessionRoutes } from './routes/session-routes.ts';

export interface AppOptions {
  engine: Pick<Engine, 'automate' | 'stop' | 'label'>;
  /** For reading; the engine has its own. */
  pool: Pool;
  hub: LiveHub;
  gate: Gate;
  sessions: Sessions;
  dashboard: DashboardFiles;
  readHealth: () => Promise<Health>;
  logger: FastifyBaseLogger;
}

const largestBodyBytes = 64 * 1024;
const readMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Everything that answers HTTP, apart from listening. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { dashboard, engine, gate, hub, logger, pool, readHealth, sessions } = options;
  const app: App = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: largestBodyBytes,
    requestTimeout: 30_000,
    forceCloseConnections: true,
    rewriteUrl: (request) => encodeProjectId(request.url ?? '/'),
    routerOptions: { maxParamLength: 1000 },
    frameworkErrors: answerProblem,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  readJsonOnly(app);

  app.addHook('onRequest', (request, reply, done) => {
    reply.headers({ ...commonHeaders, 'content-security-policy': dataPolicy, 'cache-control': 'no-store', 'x-request-id': request.id });
    const { config } = request.routeOptions;
    // A socket is opened by a GET and can do what its opener can.
    const isWrite = !readMethods.has(request.method) || request.headers.upgrade !== undefined;
    if (config.anyHost !== true) gate.checkAddresses({ headers: request.headers, isWrite });
    if (config.isOpen !== true && gate.findAccess(request.headers) === undefined) throw new RequestRefused('unauthorized', {});
    done();
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

  await addSessionRoutes(app, {
    gate,
    sessions,
    throttle: createSignInThrottle(() => performance.now()),
    onSignedOut: () => hub.recheck(),
  });
  await addLiveRoute(app, { gate, hub });
  addHealthRoutes(app, { readHealth });
  addProjectRoutes(app, { pool, label: engine.label });
  addEventRoutes(app, { pool });
  addCommandRoutes(app, { engine });
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
    return parse(request, body as string, done);
  });
}
