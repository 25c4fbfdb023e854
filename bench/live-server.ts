/** One side of `bench/live.ts`: our whole server over PostgreSQL, or a bare `ws` fan-out. Events carry the time of their commit. */
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { addProject } from '../apps/server/src/testing/rows.ts';
import { openTestDatabase } from '../apps/server/src/testing/test-database.ts';
import { startTestServer } from '../apps/server/src/testing/test-server.ts';

const [kind = '', rate = '', seconds = ''] = process.argv.slice(2);
const count = Number(rate) * Number(seconds);
const stuffing = 'x'.repeat(200);

interface Side {
  url: string;
  token: string;
  /** Absent: another process writes to the database, as workers do. */
  send: ((text: string) => void) | undefined;
  databaseUrl: string | null;
  close(): Promise<unknown>;
}

async function openHub(): Promise<Side> {
  const database = await openTestDatabase();
  await addProject(database.pool, 'bench/project');
  const server = await startTestServer(database);
  return {
    url: server.liveUrl,
    token: server.token,
    send: undefined,
    databaseUrl: database.url,
    close: async () => {
      await server.close();
      await database.close();
    },
  };
}

async function openBare(): Promise<Side> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  let seq = 0;
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    token: 'none',
    databaseUrl: null,
    send: (text) => {
      seq += 1;
      const payload = { executionId: 'execution', taskKey: null, attempt: 1, node: null, level: 'info', stream: 'stdout', lines: [text] };
      const event = { type: 'execution-log', ts: new Date().toISOString(), projectId: 'bench/project', seq, payload };
      const bytes = Buffer.from(JSON.stringify(event));
      for (const client of server.clients) client.send(bytes, { binary: false });
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

const side = await (kind === 'hub' ? openHub() : openBare());
process.send?.({ url: side.url, token: side.token, databaseUrl: side.databaseUrl });
process.on('message', (message) => {
  if (message === 'end') void side.close().finally(() => process.exit());
  else void run();
});

async function run(): Promise<void> {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  for (let index = 0; index < count; index += 1) {
    await sleep(Math.max(0, startedAt + (index * 1000) / Number(rate) - performance.now()));
    side.send?.(`${performance.timeOrigin + performance.now()} ${stuffing}`);
  }
  await sleep(1000);
  const { system, user } = process.cpuUsage(before);
  process.send?.({ cpuMs: (system + user) / 1000, rss: process.memoryUsage.rss() });
}
