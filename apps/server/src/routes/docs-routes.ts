import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { App } from './app-type.ts';

const prefix = '/api/devteam/docs/';
const files = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

/** Nothing comes from elsewhere; inline styles are the reader's. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>DevTeam: API</title>
    <link rel="icon" href="favicon-32x32.png" />
    <link rel="stylesheet" href="swagger-ui.css" />
  </head>
  <body>
    <main id="api"></main>
    <script src="swagger-ui-bundle.js"></script>
    <script src="start.js"></script>
  </body>
</html>
`;
const start = `window.SwaggerUIBundle({ url: '../openapi.json', dom_id: '#api', deepLinking: true, tryItOutEnabled: false, validatorUrl: null });\n`;

/** The description as a page for people, with files of our own. */
export async function addDocsRoutes(app: App): Promise<void> {
  const root = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  await app.register(async (docs) => {
    await docs.register(fastifyStatic, { root, serve: false, decorateReply: false, cacheControl: false });
    docs.get(prefix.slice(0, -1), { config: { isOpen: true } }, (_request, reply) => reply.redirect(prefix));
    docs.get(prefix, { config: { isOpen: true } }, (_request, reply) =>
      reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(page),
    );
    docs.get(`${prefix}start.js`, { config: { isOpen: true } }, (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').send(start),
    );
    for (const file of files)
      docs.get(prefix + file, { config: { isOpen: true } }, (_request, reply) =>
        reply.header('cache-control', 'no-cache').sendFile(file, root),
      );
  });
}
