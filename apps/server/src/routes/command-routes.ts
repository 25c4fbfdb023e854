import { CodedError } from '@devteam/api';
import type { Engine } from '@devteam/engine/durable';
import { z } from 'zod';
import { withinMs } from '../within-ms.ts';
import type { App } from './app-type.ts';
import { Id, ProjectParams } from './project-routes.ts';

/** A request without a body says as much as one with an empty object. */
const orNothing = <Body extends z.ZodType>(body: Body) => z.preprocess((given) => given ?? {}, body);

const AutomateBody = orNothing(z.strictObject({ stopAfter: z.array(Id).max(100).optional() }));
const EmptyBody = orNothing(z.strictObject({}));

const patienceMs = 15_000;
const stillPending = {
  why: 'the database is away; the command is kept and carried out when it is back',
  tried: [`waited ${patienceMs / 1000} s`],
};
/** The engine waits for its database for as long as it takes; a person does not. */
const inTime = <T>(command: Promise<T>): Promise<T> => {
  command.catch(() => undefined);
  return withinMs(patienceMs, command, () => new CodedError('database_unreachable', stillPending));
};

/** Commands are answered as soon as they are written down; what comes of them is told by events. */
export function addCommandRoutes(app: App, { engine }: { engine: Pick<Engine, 'automate' | 'stop'> }): void {
  app.post(
    '/api/projects/:projectId/automate',
    { schema: { params: ProjectParams, querystring: z.strictObject({}), body: AutomateBody } },
    async ({ body, params }, reply) => {
      const { stopAfter } = body;
      const { executionId } = await inTime(engine.automate(params.projectId, stopAfter ? { stopAfter } : {}));
      return reply.code(202).send({ executionId });
    },
  );

  app.post(
    '/api/projects/:projectId/stop',
    { schema: { params: ProjectParams, querystring: z.strictObject({}), body: EmptyBody } },
    async ({ params }, reply) => {
      await inTime(engine.stop(params.projectId));
      return reply.code(202).send({});
    },
  );
}
