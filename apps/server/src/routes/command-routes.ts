import type { Engine } from '@devteam/engine/durable';
import { z } from 'zod';
import type { App } from './app-type.ts';
import { ProjectParams } from './project-routes.ts';

/** A request without a body says as much as one with an empty object. */
const orNothing = <Body extends z.ZodType>(body: Body) => z.preprocess((given) => given ?? {}, body);

const AutomateBody = orNothing(z.strictObject({ stopAfter: z.array(z.string().min(1).max(500)).max(100).optional() }));
const EmptyBody = orNothing(z.strictObject({}));

/** Commands are answered as soon as they are written down; what comes of them is told by events. */
export function addCommandRoutes(app: App, { engine }: { engine: Pick<Engine, 'automate' | 'stop'> }): void {
  app.post(
    '/api/projects/:projectId/automate',
    { schema: { params: ProjectParams, querystring: z.strictObject({}), body: AutomateBody } },
    async ({ body, params }, reply) => {
      const { stopAfter } = body;
      const { executionId } = await engine.automate(params.projectId, stopAfter ? { stopAfter } : {});
      return reply.code(202).send({ executionId });
    },
  );

  app.post(
    '/api/projects/:projectId/stop',
    { schema: { params: ProjectParams, querystring: z.strictObject({}), body: EmptyBody } },
    async ({ params }, reply) => {
      await engine.stop(params.projectId);
      return reply.code(202).send({});
    },
  );
}
