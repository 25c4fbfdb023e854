import type { Health } from '@devteam/api';
import { z } from 'zod';
import type { App } from './app-type.ts';

/** `/healthz` and `/health` are for machines and say one word; who has access is told more. */
export function addHealthRoutes(app: App, { readHealth }: { readHealth: () => Promise<Health> }): void {
  app.get('/api/health', { schema: { querystring: z.strictObject({}) } }, () => readHealth());
  for (const path of ['/healthz', '/health']) {
    app.get(path, { config: { isOpen: true, anyHost: true } }, async (_request, reply) => {
      const { status } = await readHealth();
      return reply
        .code(status === 'down' ? 503 : 200)
        .type('text/plain; charset=utf-8')
        .send(status);
    });
  }
}
