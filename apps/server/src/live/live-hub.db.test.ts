import { setTimeout as sleep } from 'node:timers/promises';
import { type Event, type LiveClient, type ServerFrame, closeCodes, connectLive } from '@devteam/api';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket as Socket } from 'ws';
import { addProject, append } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
const clients: { close(): void }[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database);
});

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

afterAll(async () => {
  await server?.close();
  await database?.close();
});

const openSocket = (url = server.liveUrl) => new Socket(url, { headers: { authorization: `Bearer ${server.token}` } });

interface Reader {
  client: LiveClient;
  events: Event[];
  seqs(projectId: string): number[];
  sockets: Socket[];
  states: string[];
}

/** The client that page and CLI use. */
function follow(options: { projects?: string[]; after?: Record<string, number> } = {}): Reader {
  const events: Event[] = [];
  const sockets: Socket[] = [];
  const states: string[] = [];
  const client = connectLive({
    url: server.liveUrl,
    ...options,
    random: () => 0.1,
    onEvent: (event) => events.push(event),
    onLink: (state) => states.push(state),
    webSocket: (url) => {
      const socket = openSocket(url);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  });
  clients.push(client);
  const seqs = (projectId: string) => events.filter((event) => event.projectId === projectId).map((event) => event.seq);
  return { client, events, seqs, sockets, states };
}

/** A socket without a client's manners. */
async function dial(): Promise<{ socket: Socket; frames: ServerFrame[]; closed: Promise<number> }> {
  const socket = openSocket();
  clients.push({ close: () => socket.terminate() });
  const frames: ServerFrame[] = [];
  socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString('utf8')) as ServerFrame));
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => socket.on('open', resolve));
  return { socket, frames, closed };
}

const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, index) => from + index);
const texts = (count: number, prefix = 'line') => Array.from({ length: count }, (_, index) => `${prefix} ${index}`);

describe('replay and follow', () => {
  test('three readers from different places, one of all projects', async () => {
    await addProject(database.pool, 'one/a');
    await addProject(database.pool, 'one/b');
    await append(database.pool, 'one/a', texts(450));
    await append(database.pool, 'one/b', texts(3));

    const all = follow();
    const late = follow({ projects: ['one/a'], after: { 'one/a': 448 } });
    const whole = follow({ projects: ['one/b'] });
    await expect.poll(() => all.states.at(-1)).toBe('live');
    await expect.poll(() => late.states.at(-1)).toBe('live');
    expect(all.seqs('one/a')).toEqual(upTo(450));
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([append(database.pool, 'one/a', texts(2)), append(database.pool, 'one/b', texts(1))]);
    }
    await expect.poll(() => all.seqs('one/a').length).toBe(490);
    await expect.poll(() => late.seqs('one/a').length).toBe(42);
    await expect.poll(() => whole.seqs('one/b').length).toBe(23);
    expect(all.seqs('one/a')).toEqual(upTo(490));
    expect(all.seqs('one/b')).toEqual(upTo(23));
    expect(late.seqs('one/a')).toEqual(upTo(490, 449));
    expect(late.seqs('one/b')).toEqual([]);
    expect(whole.seqs('one/b')).toEqual(upTo(23));
  });

  test('what it sends is what HTTP answers', async () => {
    await addProject(database.pool, 'one/same');
    await append(database.pool, 'one/same', ['ä 🚀 \u0000 "quoted"']);
    const reader = follow({ projects: ['one/same'] });
    await expect.poll(() => reader.events.length).toBe(1);
    const response = await server.ask('/api/projects/one/same/events');
    expect(((await response.json()) as { events: Event[] }).events).toEqual(reader.events);
  });

  test('greets, announces the end of the replay, and answers a ping', async () => {
    const { frames, socket } = await dial();
    await expect.poll(() => frames[0]?.type).toBe('hello');
    socket.send(JSON.stringify({ type: 'subscribe', projects: ['nobody/nothing'] }));
    await expect.poll(() => frames[1]?.type).toBe('subscribed');
    socket.send(JSON.stringify({ type: 'ping' }));
    await expect.poll(() => frames[2]?.type).toBe('heartbeat');
  });

  test('a project that comes later is in a subscription of all, and of one that named it before', async () => {
    const all = follow();
    const named = follow({ projects: ['later/x'] });
    await expect.poll(() => [all.states.at(-1), named.states.at(-1)]).toEqual(['live', 'live']);
    await addProject(database.pool, 'later/x');
    await append(database.pool, 'later/x', texts(3));
    await expect.poll(() => all.seqs('later/x')).toEqual([1, 2, 3]);
    await expect.poll(() => named.seqs('later/x')).toEqual([1, 2, 3]);
  });

  test('a second subscription replaces the first', async () => {
    await addProject(database.pool, 'again/a');
    await addProject(database.pool, 'again/b');
    const { frames, socket } = await dial();
    socket.send(JSON.stringify({ type: 'subscribe', projects: ['again/a'] }));
    await append(database.pool, 'again/a', ['1']);
    await expect.poll(() => frames.filter((frame) => 'seq' in frame).length).toBe(1);
    socket.send(JSON.stringify({ type: 'subscribe', projects: ['again/b'] }));
    await expect.poll(() => frames.filter((frame) => frame.type === 'subscribed').length).toBe(2);
    await append(database.pool, 'again/a', ['2']);
    await append(database.pool, 'again/b', ['1']);
    await expect.poll(() => frames.flatMap((frame) => ('seq' in frame ? [frame.projectId] : []))).toEqual(['again/a', 'again/b']);
  });

  test('one read serves all readers', async () => {
    await addProject(database.pool, 'shared/p');
    const readers = Array.from({ length: 12 }, () => follow({ projects: ['shared/p'] }));
    await expect.poll(() => readers.every((reader) => reader.states.at(-1) === 'live')).toBe(true);
    const calls = async () => {
      const { rows } = await database.pool.query<{ scans: string }>(
        `select coalesce(idx_scan, 0) as scans from pg_stat_user_indexes where indexrelname = 'event_pkey'`,
      );
      return Number(rows[0]?.scans);
    };
    // Statistics come late.
    await sleep(1500);
    const before = await calls();
    for (let round = 0; round < 30; round += 1) await append(database.pool, 'shared/p', texts(3));
    await expect.poll(() => readers.map((reader) => reader.seqs('shared/p').length)).toEqual(readers.map(() => 90));
    await sleep(1500);
    const scans = (await calls()) - before;
    // 30 appends look up the index themselves at most once each.
    expect(scans).toBeLessThan(30 + 30 + 10);
  });
});

describe('no event is lost, doubled or out of order', () => {
  test('over 200 cuts at random moments, while several connections append', async () => {
    const projects = ['cut/a', 'cut/b', 'cut/c'];
    for (const project of projects) await addProject(database.pool, project);
    const reader = follow({ projects });
    let cuts = 0;
    const writing = new AbortController();
    const writers = projects.flatMap((project) =>
      Array.from({ length: 2 }, async () => {
        while (!writing.signal.aborted) {
          await append(database.pool, project, texts(1 + Math.floor(Math.random() * 4)));
          await sleep(Math.random() * 12);
        }
      }),
    );
    while (cuts < 200) {
      await sleep(Math.random() * 15);
      const socket = reader.sockets.at(-1);
      // Half of them in the middle of the handshake or the replay.
      if (!socket || socket.readyState === Socket.CLOSED || socket.readyState === Socket.CLOSING) {
        reader.client.probe();
        continue;
      }
      socket.terminate();
      cuts += 1;
    }
    writing.abort();
    await Promise.all(writers);
    reader.client.probe();
    for (const project of projects) {
      const { rows } = await database.pool.query<{ last: string }>('select event_seq as last from engine.project where id = $1', [project]);
      const last = Number(rows[0]?.last);
      expect(last).toBeGreaterThan(100);
      await expect.poll(() => reader.seqs(project).length, { timeout: 20_000 }).toBe(last);
      expect(reader.seqs(project)).toEqual(upTo(last));
    }
  });

  test('when the listening connection is killed again and again', async () => {
    await addProject(database.pool, 'deaf/p');
    const reader = follow({ projects: ['deaf/p'] });
    await expect.poll(() => reader.states.at(-1)).toBe('live');
    for (let round = 1; round <= 10; round += 1) {
      await append(database.pool, 'deaf/p', texts(2));
      const { rowCount } = await database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'devteam listener'`,
      );
      expect(rowCount).toBeLessThanOrEqual(1);
      // Nobody hears of these.
      await append(database.pool, 'deaf/p', texts(2));
      await expect.poll(() => reader.seqs('deaf/p').length, { timeout: 5000 }).toBe(round * 4);
    }
    expect(reader.seqs('deaf/p')).toEqual(upTo(40));
    expect(reader.sockets.length).toBe(1);
  });
});

describe('who may come in', () => {
  const closeCodeOf = (headers: Record<string, string>, url = server.liveUrl) =>
    new Promise<number | string>((resolve) => {
      const socket = new Socket(url, { headers });
      clients.push({ close: () => socket.terminate() });
      socket.on('error', (error) => resolve(error.message));
      socket.on('close', resolve);
      socket.on('message', () => resolve('welcome'));
    });

  test('nobody without a token, and nobody with a wrong one', async () => {
    expect(await closeCodeOf({})).toBe(closeCodes.signInAgain);
    expect(await closeCodeOf({ authorization: 'Bearer wrong' })).toBe(closeCodes.signInAgain);
    expect(await closeCodeOf({ cookie: 'devteam_00000000=wrong', origin: server.address })).toBe(closeCodes.signInAgain);
    expect(await closeCodeOf({ authorization: `Bearer ${server.token}` })).toBe('welcome');
  });

  test('no page of another origin, and nobody by another name', async () => {
    const authorization = `Bearer ${server.token}`;
    const refused = 'Unexpected server response: 403';
    expect(await closeCodeOf({ authorization, origin: 'http://evil.test' })).toBe(refused);
    expect(await closeCodeOf({ authorization, origin: 'null' })).toBe(refused);
    expect(await closeCodeOf({ authorization, origin: 'http://127.0.0.1:1' })).toBe(refused);
    expect(await closeCodeOf({ authorization, host: 'evil.test' })).toBe(refused);
    expect(await closeCodeOf({ authorization, origin: server.address })).toBe('welcome');
  });

  test('a session that ends takes its sockets with it', async () => {
    const signIn = await fetch(`${server.address}/api/session`, {
      method: 'POST',
      body: JSON.stringify({ token: server.token }),
      headers: { 'content-type': 'application/json' },
    });
    const cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const socket = new Socket(server.liveUrl, { headers: { cookie, origin: server.address } });
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.on('message', resolve));
    await fetch(`${server.address}/api/session`, { method: 'DELETE', headers: { cookie, origin: server.address } });
    expect(await closed).toBe(closeCodes.signInAgain);
  });
});

describe('bad company', () => {
  test('500 malformed frames each cost the connection, and nothing else', async () => {
    await addProject(database.pool, 'calm/p');
    const bystander = follow({ projects: ['calm/p'] });
    await expect.poll(() => bystander.states.at(-1)).toBe('live');
    const bad = [
      '',
      'subscribe',
      '{',
      'null',
      '[]',
      '{"type":"subscribe","more":1}',
      '{"type":"subscribe","projects":"all"}',
      '{"type":"subscribe","after":{"a":-1}}',
      '{"type":"subscribe","after":{"a":1.5}}',
      '{"type":"unsubscribe"}',
      '{"type":"ping","x":0}',
      '['.repeat(30_000),
      Buffer.from([0, 1, 2, 255]),
      Buffer.from('{"type":"ping"}'),
      `{"type":"subscribe","projects":${JSON.stringify(Array.from({ length: 1001 }, () => 'p'))}}`,
    ];
    const codes: number[] = [];
    for (let index = 0; index < 500; index += 1) {
      const { closed, socket } = await dial();
      socket.send(bad[index % bad.length] ?? '');
      codes.push(await closed);
    }
    expect(new Set(codes)).toEqual(new Set([closeCodes.badMessage]));
    await append(database.pool, 'calm/p', ['still here']);
    await expect.poll(() => bystander.seqs('calm/p')).toEqual([1]);
    expect(bystander.sockets.length).toBe(1);
  });

  test('a frame over 64 KB and a flood of frames are cut', async () => {
    const large = await dial();
    large.socket.send(JSON.stringify({ type: 'subscribe', projects: ['x'.repeat(70_000)] }));
    expect(await large.closed).toBe(1009);
    const flood = await dial();
    for (let index = 0; index < 100; index += 1) flood.socket.send('{"type":"ping"}');
    expect(await flood.closed).toBe(closeCodes.badMessage);
  });

  test('compression is not agreed to', async () => {
    const { socket } = await dial();
    expect(socket.extensions).toBe('');
  });
});
