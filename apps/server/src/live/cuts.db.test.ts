import { setTimeout as sleep } from 'node:timers/promises';
import { type Event, type LiveClient, connectLive } from '@devteam/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket as Socket } from 'ws';
import { type FaultProxy, openFaultProxy } from '../testing/fault-proxy.ts';
import { addProject, append } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

const cuts = process.env['DEVTEAM_TEST_SCALE'] === 'full' ? 1000 : 40;
const projects = ['cut/a', 'cut/b', 'cut/c'];
const readers = 4;

let database: TestDatabase;
let server: TestServer;
let proxy: FaultProxy;

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database);
  proxy = await openFaultProxy(Number(new URL(server.address).port));
  for (const id of projects) await addProject(database.pool, id);
});

afterAll(async () => {
  await proxy?.close();
  await server?.close();
  await database?.close();
});

/** The same order of cuts at each run; where they fall in the stream is the machine's affair. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test(`${cuts} cuts in the middle of the stream: no event is missing, none comes twice, none out of order`, async () => {
  const random = createRandom(7);
  const received = Array.from({ length: readers }, () => [] as Event[]);
  const clients: LiveClient[] = received.map((events) =>
    connectLive({
      url: server.liveUrl.replace(/:\d+\//, `:${proxy.port}/`),
      // Comes back as soon as it may: the patience of a real client would make a test of an hour.
      random: () => 0,
      onEvent: (event) => events.push(event),
      webSocket: (url, protocols) =>
        new Socket(url, protocols, {
          headers: { authorization: `Bearer ${server.token}`, host: new URL(server.address).host },
        }) as unknown as WebSocket,
    }),
  );
  const ending = new AbortController();
  const appended = new Map(projects.map((id) => [id, 0]));
  const writing = (async () => {
    while (!ending.signal.aborted) {
      for (const id of projects) {
        const count = 1 + Math.floor(random() * 8);
        await append(
          database.pool,
          id,
          Array.from({ length: count }, () => 'x'.repeat(Math.floor(random() * 2000))),
        );
        appended.set(id, (appended.get(id) ?? 0) + count);
      }
    }
  })();
  for (let done = 0; done < cuts; done += 1) {
    await expect.poll(() => proxy.lines(), { timeout: 10_000, interval: 5 }).toBeGreaterThan(0);
    await sleep(random() * 60);
    proxy.cut();
  }
  ending.abort();
  await writing;
  for (const events of received) {
    for (const id of projects) {
      const seqs = () => events.filter(({ projectId }) => projectId === id).map(({ seq }) => seq);
      await expect.poll(() => seqs().length, { timeout: 30_000 }).toBe(appended.get(id));
      expect(seqs()).toEqual(Array.from({ length: appended.get(id) ?? 0 }, (_, index) => index + 1));
    }
  }
  for (const client of clients) client.close();
}, 600_000);
