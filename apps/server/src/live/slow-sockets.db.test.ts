import type { Socket as TcpSocket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Event, closeCodes } from '@devteam/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket as Socket } from 'ws';
import { addProject, append } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

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

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** Outside of the heap, once what nobody holds is gone. */
function usedBytes(): number {
  collect();
  return process.memoryUsage().external;
}

async function subscribe(): Promise<{ socket: Socket; tcp: TcpSocket; seqs: number[]; closed: Promise<number> }> {
  const socket = new Socket(server.liveUrl, { headers: { authorization: `Bearer ${server.token}` } });
  const seqs: number[] = [];
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString('utf8')) as Event | { type: string };
    if ('seq' in frame) seqs.push(frame.seq);
  });
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => socket.on('open', resolve));
  socket.send('{"type":"subscribe"}');
  return { socket, tcp: (socket as unknown as { _socket: TcpSocket })._socket, seqs, closed };
}

test('readers that take nothing are cut, the others get everything, and the memory does not grow', async () => {
  const [slow, quick] = [await Promise.all([subscribe(), subscribe(), subscribe()]), await subscribe()];
  for (const { tcp } of slow) tcp.pause();
  const before = usedBytes();
  const line = 'x'.repeat(8000);
  for (let round = 0; round < 40; round += 1) {
    await append(
      database.pool,
      'acme/shop',
      Array.from({ length: 20 }, () => line),
    );
  }
  await expect.poll(() => quick.seqs.length, { timeout: 15_000 }).toBe(800);
  expect(quick.seqs).toEqual(Array.from({ length: 800 }, (_, index) => index + 1));
  // 6 MB went to each; what waits for the slow ones is a megabyte or so, beside what the kernel holds.
  // What the database's answers were read into is given back a little later.
  await expect.poll(() => usedBytes() - before, { timeout: 15_000 }).toBeLessThan(20_000_000);
  await expect.poll(async () => ((await server.ask('/api/health')).ok ? slow.length : 0)).toBe(3);
  // One who wakes up before the line is cut hears why; the others find it dead.
  await new Promise((resolve) => setTimeout(resolve, 5500));
  for (const { tcp } of slow) tcp.resume();
  const codes = await Promise.all(slow.map(({ closed }) => closed));
  for (const code of codes) expect([closeCodes.tooSlow, 1006]).toContain(code);
  quick.socket.terminate();
}, 40_000);

test('a burst does not cut a reader that keeps up', async () => {
  const reader = await subscribe();
  const line = 'x'.repeat(50_000);
  await append(
    database.pool,
    'acme/shop',
    Array.from({ length: 200 }, () => line),
  );
  await expect.poll(() => reader.seqs.at(-1), { timeout: 15_000 }).toBe(1000);
  expect(reader.seqs).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
  expect(reader.socket.readyState).toBe(Socket.OPEN);
  reader.socket.terminate();
}, 40_000);

test('a server that stops tells everybody to come back later', async () => {
  const [reader, stalled] = [await subscribe(), await subscribe()];
  stalled.tcp.pause();
  const since = performance.now();
  await server.close();
  expect(performance.now() - since).toBeLessThan(2000);
  expect(await reader.closed).toBe(closeCodes.serverDraining);
  stalled.socket.terminate();
});
