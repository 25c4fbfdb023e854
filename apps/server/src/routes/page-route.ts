import fastifyStatic from '@fastify/static';
import type { DashboardFiles } from '../dashboard/dashboard-files.ts';
import { waitingPage } from '../dashboard/waiting-page.ts';
import { RequestRefused } from '../http/problem.ts';
import { pagePolicy } from '../http/security-headers.ts';
import type { App } from './app-type.ts';

const startPage = 'index.html';
const noPage = /^\/(?:api|ws)(?:\/|$)/;

/** The page: its files, and for every other address that could be one of its own, its start. */
export async function addPageRoute(app: App, { dashboard }: { dashboard: DashboardFiles }): Promise<void> {
  await app.register(fastifyStatic, { root: dashboard.directory, serve: false, cacheControl: false, dotfiles: 'deny' });

  app.get<{ Params: { '*': string } }>('/*', { config: { isOpen: true } }, async (request, reply) => {
    const path = request.params['*'];
    if (noPage.test(`/${path}`)) throw new RequestRefused('not_found', { place: `/${path}` });
    // A hashed name never has another content; whatever else there is may be replaced by the next build.
    if (path !== startPage && dashboard.has(path)) {
      const isHashed = path.startsWith('assets/');
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      return reply.sendFile(path);
    }
    // A file of an older build must not be answered by a page that calls itself a script.
    if (/\.[a-z\d]+$/i.test(path) && path !== startPage) throw new RequestRefused('not_found', { place: `/${path}` });
    await dashboard.refresh();
    reply.header('cache-control', 'no-cache').header('content-security-policy', pagePolicy(request.headers.host ?? ''));
    const state = dashboard.state();
    if (state.kind === 'ready') return reply.sendFile(startPage);
    return reply
      .code(state.kind === 'building' ? 200 : 503)
      .type('text/html; charset=utf-8')
      .send(waitingPage(state));
  });
}
