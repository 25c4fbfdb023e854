import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Event, Health, connectLive } from '@devteam/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket as Socket } from 'ws';
import { openDatabase } from './database.ts';
import { supervisePostgres } from './supervised-postgres.ts';
import { addProject, append } from './testing/rows.ts';
import { type TestDatabase, openTestDatabase } from './testing/test-database.ts';
import { type TestServer, startTestServer } from './testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database);
  await addProject(database.pool, 'acme/shop');
});

afterAll(async () => {
  await server?.close();
  await database?.close();
});

const readPid = async () => Number((await readFile(join(database.home, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]);

/** As a worker does it: until it is written, once. */
async function appendPatiently(text: string): Promise<void> {
  for (;;) {
    try {
      await append(database.pool, 'acme/shop', [text]);
      return;
    } catch {
      await sleep(50);
    }
  }
}

describe('PostgreSQL that is killed', () => {
  test('is there again at once on the same port, and the stream goes on without a gap', async () => {
    const events: Event[] = [];
    const sockets: Socket[] = [];
    const client = connectLive({
      url: server.liveUrl,
      onEvent: (event) => events.push(event),
      webSocket: (url) => {
        const socket = new Socket(url, { headers: { authorization: `Bearer ${server.token}` } });
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
    });
    let written = 0;
    const took: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      for (let count = 0; count < 5; count += 1) {
        await appendPatiently(`before ${round}`);
        written += 1;
      }
      const pid = await readPid();
      process.kill(pid, 'SIGKILL');
      const since = performance.now();
      // A page that asks in this moment waits for a moment, and gets its answer.
      const asked = server.ask('/api/projects');
      for (let count = 0; count < 5; count += 1) {
        await appendPatiently(`after ${round}`);
        written += 1;
      }
      // A session outlives its server for a moment, so the writes alone say little.
      await expect.poll(() => readPid().catch(() => pid), { timeout: 10_000 }).not.toBe(pid);
      await appendPatiently(`again ${round}`);
      written += 1;
      took.push(Math.round(performance.now() - since));
      expect((await asked).status).toBe(200);
    }
    const { rows } = await database.pool.query<{ last: string }>('select max(seq) as last from engine.event');
    const last = Number(rows[0]?.last);
    // A commit whose answer was lost is written twice, as two events.
    expect(last).toBeGreaterThanOrEqual(written);
    await expect.poll(() => events.length, { timeout: 10_000 }).toBe(last);
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    // About half a second on a machine that has nothing else to do.
    console.log(`writes went on ${took.join(', ')} ms after the kill`);
    expect(Math.max(...took)).toBeLessThan(8000);
    // The line to the page was never cut.
    expect(sockets.length).toBe(1);
    client.close();
  }, 30_000);

  test('and does not come back is told as what it is', async () => {
    await database.server.close({ stop: false });
    process.kill(await readPid(), 'SIGKILL');
    await expect.poll(async () => (await fetch(`${server.address}/healthz`)).status).toBe(503);
    const health = Health.parse(await (await server.ask('/api/health')).json());
    expect(health.services.map(({ service, status }) => [service, status])).toEqual([
      ['database', 'down'],
      ['worker', 'down'],
      ['dashboard', 'up'],
    ]);
    const since = performance.now();
    const refused = await server.ask('/api/projects');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ code: 'database_unreachable' });
    expect(performance.now() - since).toBeLessThan(5000);
    // It stops all the same, and in time.
    const stopping = performance.now();
    await server.close();
    expect(performance.now() - stopping).toBeLessThan(2000);
    expect(execFileSync('ps', ['-eo', 'args']).toString()).not.toContain(join(database.home, 'postgres/data'));
  }, 30_000);
});

test('PostgreSQL that had to take another port ends this process, since all its addresses are wrong', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'devteam-moved-'));
  let moved = 0;
  const supervised = await supervisePostgres({ directory, log: () => undefined, onMoved: () => (moved += 1) });
  // Nothing is in a database that nobody has set up, and reading makes nothing.
  expect(await openDatabase({ home: directory, databaseUrl: supervised.url, create: false })).toBeUndefined();

  const probe = createServer();
  const port = await new Promise<number>((resolve) => {
    probe.listen(0, '127.0.0.1', () => resolve((probe.address() as { port: number }).port));
  });
  await new Promise((resolve) => void probe.close(resolve));
  await writeFile(join(directory, 'port'), `${port}\n`);
  process.kill(Number((await readFile(join(directory, 'data/postmaster.pid'), 'utf8')).split('\n')[0]), 'SIGKILL');
  await expect.poll(() => moved, { timeout: 10_000 }).toBe(1);
  await supervised.close({ stop: true });
  await rm(directory, { recursive: true });
});
