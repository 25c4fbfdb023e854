import { type Event, ServerFrame, closeCodes, isEvent } from '@devteam/api';
import { addExecution, announceExecution, inProject, revokeToken, setGrants } from '@devteam/engine/store';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket as Socket } from 'ws';
import { type Member, addMember, at } from '../testing/members.ts';
import { addProject, addWorkingProject, append } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

const guest = 'https://crm.example.test';

let database: TestDatabase;
let server: TestServer;
let beside: TestServer;
const sockets: Socket[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database, { origins: [guest] });
  beside = await startTestServer(database);
  for (const id of ['acme/shop', 'beta/app']) {
    await addProject(database.pool, id);
    await append(database.pool, id, [`first of ${id}`]);
  }
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

afterAll(async () => {
  await beside?.close();
  await server?.close();
  await database?.close();
});

interface Line {
  socket: Socket;
  frames: ServerFrame[];
  events: () => string[];
  closed: Promise<number>;
  closeCode: () => number | undefined;
  say: (frame: object) => void;
}

async function dial(options: { ticket?: string; token?: string; origin?: string; url?: string }): Promise<Line> {
  const { origin, ticket, token, url = server.liveUrl } = options;
  const headers = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(origin === undefined ? {} : { origin }) };
  const socket = new Socket(url, ticket === undefined ? [] : ['devteam', ticket], { headers });
  sockets.push(socket);
  const frames: ServerFrame[] = [];
  let code: number | undefined;
  socket.on('error', () => undefined);
  // Every frame of every test is held against the schema.
  socket.on('message', (data: Buffer) => frames.push(ServerFrame.parse(JSON.parse(data.toString('utf8')))));
  const closed = new Promise<number>((resolve) => socket.on('close', (given: number) => resolve((code = given))));
  await new Promise((resolve) => socket.once('open', resolve).once('close', resolve));
  return {
    socket,
    frames,
    closed,
    closeCode: () => code,
    events: () => frames.filter(isEvent).map(({ projectId, seq }: Event) => `${projectId} ${seq}`),
    say: (frame) => socket.send(JSON.stringify(frame)),
  };
}

const ticketOf = async (member: Pick<Member, 'token'>, body: object = {}): Promise<string> => {
  const response = await server.ask('/api/devteam/tickets', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${member.token}` },
  });
  return ((await response.json()) as { ticket: string }).ticket;
};
const subscribed = async (line: Line, frame: object = {}): Promise<Line> => {
  line.say({ type: 'subscribe', ...frame });
  await expect.poll(() => line.frames.some(({ type }) => type === 'subscribed') || line.closeCode() !== undefined).toBe(true);
  return line;
};

describe('a ticket', () => {
  test('lets one connection in, for the projects of its person', async () => {
    const member = await addMember(database.pool, [at('viewer', 'acme')]);
    const ticket = await ticketOf(member);
    const line = await subscribed(await dial({ ticket }));
    expect(line.events()).toEqual(['acme/shop 1']);
    expect(await (await dial({ ticket })).closed).toBe(closeCodes.signInAgain);
  });

  test('of one project is of no other', async () => {
    const member = await addMember(database.pool, [at('viewer', 'acme'), at('viewer', 'beta')]);
    const line = await subscribed(await dial({ ticket: await ticketOf(member, { projectId: 'beta/app' }) }));
    expect(line.events()).toEqual(['beta/app 1']);
    const other = await dial({ ticket: await ticketOf(member, { projectId: 'beta/app' }) });
    other.say({ type: 'subscribe', projects: ['acme/shop'] });
    expect(await other.closed).toBe(closeCodes.noAccess);
  });

  test('is good for the origin that it was made for, and only there', async () => {
    const member = await addMember(database.pool, [at('viewer', 'acme')]);
    const bound = () => ticketOf(member, { origin: guest });
    expect((await subscribed(await dial({ ticket: await bound(), origin: guest }))).events()).toEqual(['acme/shop 1']);
    expect(await (await dial({ ticket: await bound() })).closed).toBe(closeCodes.signInAgain);
    expect(await (await dial({ ticket: await bound(), origin: server.address })).closed).toBe(closeCodes.signInAgain);
    // A page that nobody named does not even get a socket.
    const stranger = await dial({ ticket: await bound(), origin: 'https://evil.example.test' });
    expect([await stranger.closed, stranger.frames]).toEqual([1006, []]);
  });

  test('is over after a minute, by the clock of the database', async () => {
    const member = await addMember(database.pool, [at('viewer', 'acme')]);
    const ticket = await ticketOf(member);
    await database.pool.query(`update access.ticket set expires_at = expires_at - interval '61 seconds' where user_id = $1`, [
      member.userId,
    ]);
    expect(await (await dial({ ticket })).closed).toBe(closeCodes.signInAgain);
  });

  test('of a token that was revoked meanwhile, or made up, is none', async () => {
    const member = await addMember(database.pool, [at('viewer', 'acme')]);
    const ticket = await ticketOf(member);
    const { rows } = await database.pool.query<{ id: string }>('select id from access.token where user_id = $1', [member.userId]);
    await revokeToken(database.pool, rows[0]?.id ?? '', member.userId);
    expect(await (await dial({ ticket })).closed).toBe(closeCodes.signInAgain);
    expect(await (await dial({ ticket: `dvk_${'x'.repeat(43)}` })).closed).toBe(closeCodes.signInAgain);
  });
});

describe('rights', () => {
  test('a foreign project and one that is not there are refused alike', async () => {
    const member = await addMember(database.pool, [at('viewer', 'acme')]);
    for (const projectId of ['beta/app', 'beta/none']) {
      const line = await dial({ token: member.token });
      line.say({ type: 'subscribe', projects: ['acme/shop', projectId] });
      expect([await line.closed, line.events()]).toEqual([closeCodes.noAccess, []]);
    }
  });

  test('that change while somebody follows count at once, in every process', async () => {
    const member = await addMember(database.pool, [at('viewer', 'acme')]);
    const here = await subscribed(await dial({ token: member.token }));
    const there = await subscribed(await dial({ token: member.token, url: beside.liveUrl }));
    await setGrants(database.pool, member.userId, [at('viewer', 'beta')]);
    for (const line of [here, there]) await expect.poll(line.events).toEqual(['acme/shop 1', 'beta/app 1']);
    await append(database.pool, 'acme/shop', ['not for them']);
    await append(database.pool, 'beta/app', ['for them']);
    for (const line of [here, there]) await expect.poll(() => line.events().length).toBe(3);
    expect(JSON.stringify(here.frames)).not.toContain('not for them');
    const { rows } = await database.pool.query<{ id: string }>('select id from access.token where user_id = $1', [member.userId]);
    await revokeToken(database.pool, rows[0]?.id ?? '', member.userId);
    expect([await here.closed, await there.closed]).toEqual([closeCodes.signInAgain, closeCodes.signInAgain]);
  });

  test('a named project that is taken away ends the connection', async () => {
    const member = await addMember(database.pool, [at('viewer', 'acme')]);
    const line = await subscribed(await dial({ token: member.token }), { projects: ['acme/shop'] });
    await setGrants(database.pool, member.userId, [at('viewer', 'beta')]);
    expect(await line.closed).toBe(closeCodes.noAccess);
  });

  test('by customer', async () => {
    const line = await subscribed(await dial({ token: server.token }), { customers: ['beta'] });
    expect(line.events().every((event) => event.startsWith('beta/'))).toBe(true);
    expect(line.events().length).toBeGreaterThan(0);
  });
});

describe('more than events', () => {
  test('a snapshot in place of the past, and then what follows it', async () => {
    await addWorkingProject(database.pool, 'acme/snap', 'execution-snap');
    await append(database.pool, 'acme/snap', ['1', '2', '3']);
    const line = await subscribed(await dial({ token: server.token }), { projects: ['acme/snap'], snapshot: true });
    expect(line.frames.find(({ type }) => type === 'snapshot')).toMatchObject({ projectId: 'acme/snap', seq: 3, payload: { seq: 3 } });
    expect(line.events()).toEqual([]);
    await append(database.pool, 'acme/snap', ['4']);
    await expect.poll(line.events).toEqual(['acme/snap 4']);
  });

  test('a snapshot where the events in between are no longer kept', async () => {
    await addProject(database.pool, 'acme/old');
    await append(database.pool, 'acme/old', ['1', '2', '3', '4']);
    await database.pool.query(`delete from engine.event where project_id = 'acme/old' and seq < 4`);
    const line = await subscribed(await dial({ token: server.token }), { projects: ['acme/old'], after: { 'acme/old': 1 } });
    expect(line.frames.find(({ type }) => type === 'snapshot')).toMatchObject({ projectId: 'acme/old', seq: 4 });
  });

  test('progress at least every five seconds while something runs', async () => {
    await addProject(database.pool, 'acme/run');
    await inProject(database.pool, 'acme/run', async (db) => {
      await addExecution(db, { id: 'execution-run', projectId: 'acme/run' });
      await announceExecution(db, 'acme/run', 'execution-run');
    });
    const line = await subscribed(await dial({ token: server.token }), { projects: ['acme/run'] });
    const times = () => line.frames.flatMap((frame) => (frame.type === 'progress' ? [Date.parse(frame.ts)] : []));
    await expect.poll(() => times().length, { timeout: 15_000 }).toBeGreaterThan(1);
    const [first = 0, second = 0] = times();
    expect(second - first).toBeLessThanOrEqual(5000);
  }, 20_000);

  test('commands over the socket are answered as over HTTP, once for each key', async () => {
    await addProject(database.pool, 'acme/call');
    const member = await addMember(database.pool, [at('developer', 'acme')]);
    const line = await dial({ token: member.token });
    const call = (id: string, more: object) => line.say({ type: 'call', id, ...more });
    const answers = () => Object.fromEntries(line.frames.flatMap((frame) => (frame.type === 'answered' ? [[frame.id, frame]] : [])));
    call('start', { route: 'automateProject', params: { projectId: 'acme/call' }, key: 'once' });
    await expect.poll(() => answers()['start']?.status).toBe(202);
    call('again', { route: 'automateProject', params: { projectId: 'acme/call' }, key: 'once' });
    call('other', { route: 'automateProject', params: { projectId: 'acme/call' } });
    call('foreign', { route: 'automateProject', params: { projectId: 'beta/app' } });
    call('forbidden', { route: 'listUsers' });
    call('unknown', { route: 'constructor' });
    call('wrong', { route: 'automateProject', params: { projectId: 'acme/call' }, body: { stopAfter: 3 } });
    await expect.poll(() => Object.keys(answers()).length).toBe(7);
    expect(answers()['again']?.body).toEqual(answers()['start']?.body);
    const codes = Object.fromEntries(Object.entries(answers()).map(([id, { body }]) => [id, (body as { code?: string }).code]));
    expect(codes).toMatchObject({
      other: 'execution_active',
      foreign: 'project_not_found',
      forbidden: 'forbidden',
      unknown: 'not_found',
      wrong: 'request_invalid',
    });
  });
});

describe('server-sent events', () => {
  test('the same stream, resumed by the number of the last event, ended with the rights', async () => {
    await addProject(database.pool, 'acme/sse');
    await append(database.pool, 'acme/sse', ['1', '2', '3']);
    const member = await addMember(database.pool, [at('viewer', 'acme')]);
    const response = await fetch(`${server.address}/api/devteam/stream?projectId=acme/sse`, {
      headers: { authorization: `Bearer ${member.token}`, 'last-event-id': '1' },
    });
    let text = '';
    const reading = (async () => {
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk;
    })().catch(() => undefined);
    const ids = () => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    await expect.poll(ids).toEqual([2, 3]);
    await append(database.pool, 'acme/sse', ['4']);
    await expect.poll(ids).toEqual([2, 3, 4]);
    await setGrants(database.pool, member.userId, []);
    await reading;
    expect(text).toContain('event: close');
  });
});

test('malformed frames: five hundred forms end in a close code, and nobody else notices', async () => {
  const watcher = await subscribed(await dial({ token: server.token }), { projects: ['acme/shop'] });
  const before = watcher.events().length;
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  const forms = [
    '',
    '{',
    'null',
    '[]',
    '3',
    '"subscribe"',
    '{"type":"subscribe","projects":"all"}',
    '{"type":"subscribe","after":{"p":-1}}',
    '{"type":"subscribe","__proto__":{"projects":[]}}',
    '{"type":"constructor"}',
    '{"type":"call"}',
    '{"type":"call","id":"","route":"x"}',
    '{"type":"subscribe","more":1}',
    '{"type":"ping","more":1}',
    '{"type":"sign-in","token":"x"}',
    deep,
    '\u0000',
    '{"type":"ping"}}',
  ];
  const codes = new Set<number>();
  for (let index = 0; index < 500; index += 20) {
    const lines = await Promise.all(Array.from({ length: 20 }, () => dial({ token: server.token })));
    lines.forEach((line, offset) => {
      const form = forms[(index + offset) % forms.length] ?? '';
      line.socket.send(offset % 5 === 4 ? Buffer.from(form) : form + ' '.repeat(index % 7));
    });
    for (const code of await Promise.all(lines.map(({ closed }) => closed))) codes.add(code);
  }
  expect(codes).toEqual(new Set([closeCodes.badMessage]));
  const large = await dial({ token: server.token });
  large.socket.send('x'.repeat(65 * 1024));
  expect(await large.closed).toBe(1009);
  const flood = await dial({ token: server.token });
  for (let count = 0; count < 100; count += 1) flood.say({ type: 'ping' });
  expect(await flood.closed).toBe(closeCodes.badMessage);
  await append(database.pool, 'acme/shop', ['still here']);
  await expect.poll(() => watcher.events().length).toBe(before + 1);
}, 60_000);
