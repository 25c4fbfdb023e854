/**
 * The CRM's own server, as small as it can be: gives out the app, and passes requests for DevTeam on with the key, which never leaves it.
 * A real one asks here who is signed in. `DEVTEAM_TOKEN=… node server/crm-server.mjs`
 */
import { readFile } from 'node:fs/promises';
import { createServer, request as ask } from 'node:http';
import { join } from 'node:path';

/** What a browser says of itself is between it and the CRM. */
const forwarded = ({ cookie: _, origin: __, ...headers }, devTeam, token) => ({ ...headers, host: devTeam.host, authorization: `Bearer ${token}` });

export async function startCrm({ page, devTeamUrl, token, port = 4320 }) {
  const devTeam = new URL(devTeamUrl);
  const onwards = ({ headers, method, url }) =>
    ask({ host: devTeam.hostname, port: devTeam.port, path: url, method, headers: forwarded(headers, devTeam, token) });

  const server = createServer(async (request, response) => {
    if (!request.url.startsWith('/api/devteam/')) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      return response.end(await readFile(page));
    }
    const passed = onwards(request);
    passed.on('response', (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.writeHead(502).end());
    request.pipe(passed);
  });

  server.on('upgrade', (request, socket, head) => {
    const passed = onwards(request);
    const end = () => socket.destroy();
    socket.on('error', () => passed.destroy());
    passed.on('error', end);
    passed.on('response', end);
    passed.on('upgrade', (answer, beyond, first) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      socket.write(first);
      beyond.write(head);
      beyond.pipe(socket).pipe(beyond);
      beyond.on('error', end);
      beyond.on('close', end);
      socket.on('close', () => beyond.destroy());
    });
    passed.end();
  });

  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const { DEVTEAM_TOKEN: token, DEVTEAM_URL: devTeamUrl = 'http://127.0.0.1:4310' } = process.env;
  const { address } = await startCrm({ page: join(import.meta.dirname, '../dist/index.html'), devTeamUrl, token });
  console.log(`The CRM is at ${address}`);
}
