import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Event, Health, ProjectView, connectLive, findErrorCode } from '@devteam/api';
import { migrate } from '@devteam/engine/store';
import { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket as Socket } from 'ws';
import { openDatabase } from './database.ts';
import { type DevTeam, type DevTeamOptions, type Parts, startDevTeam, startWith } from './start-devteam.ts';
import { createRowEngine } from './testing/row-engine.ts';
import { addProject } from './testing/rows.ts';

let home = '';
let running: DevTeam[] = [];
const said: string[] = [];

const parts: Parts = {
  startEngine: async ({ databaseUrl }) => {
    const pool = new Pool({ connectionString: databaseUrl });
    pool.on('error', () => undefined);
    await migrate(pool);
    return { ...createRowEngine(pool, databaseUrl), close: () => pool.end() };
  },
  dashboard: { directory: '', build: { program: process.execPath, args: [], cwd: '/' } },
};

/** A page that is built by a program which writes one file. */
function partsWithPage(program: string): Parts {
  return { ...parts, dashboard: { directory: join(home, 'dist'), build: { program: process.execPath, args: ['-e', program], cwd: home } } };
}
const buildsPage = `require('fs').writeFileSync(process.argv[1] + '/index.html', 'the page')`;

async function start(options: Partial<DevTeamOptions> = {}, given = partsWithPage(buildsPage)): Promise<DevTeam> {
  const devTeam = await startWith(
    { home, http: { host: '127.0.0.1', port: 0 }, log: (level, message) => said.push(`${level} ${message}`), ...options },
    given,
  );
  running.push(devTeam);
  return devTeam;
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

beforeAll(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'devteam-start-')), 'home');
});

afterEach(async () => {
  for (const devTeam of running) await devTeam.close();
  running = [];
  said.length = 0;
});

afterAll(async () => {
  await rm(join(home, '..'), { recursive: true, force: true });
});

describe('startDevTeam', () => {
  test('makes a closed home with a token, serves, and leaves nothing behind', async () => {
    const devTeam = await start();
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    expect((await stat(join(home, 'token'))).mode & 0o777).toBe(0o600);
    const token = (await readFile(join(home, 'token'), 'utf8')).trim();
    expect(Buffer.from(token, 'base64url').length).toBe(32);
    expect(devTeam.link).toBe(`${devTeam.address}/#token=${token}`);
    expect(devTeam.database.kind).toBe('embedded');
    await addProject(devTeam.engine.pool, 'acme/shop');
    const response = await fetch(`${devTeam.address}/api/projects`, { headers: { authorization: `Bearer ${token}` } });
    expect(ProjectView.array().parse(((await response.json()) as { projects: unknown }).projects).length).toBe(1);

    const since = performance.now();
    await devTeam.close();
    expect(performance.now() - since).toBeLessThan(2000);
    await expect(fetch(`${devTeam.address}/healthz`)).rejects.toThrow('fetch failed');
    expect(execFileSync('ps', ['-eo', 'args']).toString()).not.toContain(join(home, 'postgres'));
  });

  test('again: the same token, and a browser that was signed in still is', async () => {
    const first = await start();
    const token = first.link?.split('=')[1] ?? '';
    const signIn = await fetch(`${first.address}/api/session`, {
      method: 'POST',
      body: JSON.stringify({ token }),
      headers: { 'content-type': 'application/json' },
    });
    const cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    await first.close();
    const second = await start();
    expect(second.link?.split('=')[1]).toBe(token);
    expect((await fetch(`${second.address}/api/projects`, { headers: { cookie } })).status).toBe(200);
  });

  test('without a server there is no address, no token is needed', async () => {
    const devTeam = await start({ http: null });
    expect([devTeam.address, devTeam.link]).toEqual([null, null]);
  });

  test('two on one home share the database; it ends with the last', async () => {
    const [first, second] = [await start(), await start()];
    expect(second.database.url).toBe(first.database.url);
    await first.close();
    const { status } = await fetch(`${second.address}/healthz`);
    expect(status).toBe(200);
  });

  test('a port that is taken is told before anything is started', async () => {
    const blocker = createServer();
    const port = await new Promise<number>((resolve) => {
      blocker.listen(0, '127.0.0.1', () => resolve((blocker.address() as { port: number }).port));
    });
    const error = await failure(start({ http: { host: '127.0.0.1', port } }));
    blocker.close();
    expect(findErrorCode(error)).toBe('port_in_use');
    expect(String(error)).toContain(String(port));
    expect(said.join('\n')).not.toContain('PostgreSQL');
  });

  test('a home that cannot be made', async () => {
    const file = join(home, '..', 'file');
    await writeFile(file, '');
    const error = await failure(start({ home: join(file, 'home') }));
    expect(findErrorCode(error)).toBe('home_not_writable');
  });

  test('an engine that does not start takes the rest with it', async () => {
    const error = await failure(start({}, { ...parts, startEngine: () => Promise.reject(new Error('no engine')) }));
    expect(String(error)).toContain('no engine');
    expect(execFileSync('ps', ['-eo', 'args']).toString()).not.toContain(join(home, 'postgres'));
  });

  test('a database of somebody else that is not there', async () => {
    const error = await failure(start({ databaseUrl: 'postgresql://me:secret@127.0.0.1:1/none' }));
    expect(findErrorCode(error)).toBe('database_unreachable');
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  }, 20_000);

  test('a page that is not built yet is built, meanwhile another one waits for it', async () => {
    await rm(join(home, 'dist'), { recursive: true, force: true });
    const slowly = `setTimeout(() => { ${buildsPage} }, 1500)`;
    const devTeam = await start({}, partsWithPage(slowly));
    const page = async () => (await fetch(`${devTeam.address}/`)).text();
    expect(await page()).toContain('http-equiv="refresh"');
    await expect.poll(page, { timeout: 10_000 }).toBe('the page');
    expect(said.join('\n')).toContain('The dashboard is built');
  });

  test('a page that cannot be built says so', async () => {
    await rm(join(home, 'dist'), { recursive: true, force: true });
    const devTeam = await start({}, partsWithPage(`console.error('<no> compiler'); process.exit(3)`));
    await expect.poll(async () => (await fetch(`${devTeam.address}/`)).status).toBe(503);
    expect(await (await fetch(`${devTeam.address}/`)).text()).toContain('&lt;no> compiler');
  });
});

describe('with the real engine', () => {
  test('an execution goes from the command to its end, and the stream tells of it', async () => {
    const repository = join(home, '..', 'repository');
    execFileSync('git', ['init', '-q', '-b', 'main', repository]);
    await writeFile(join(repository, 'readme.md'), 'no list here');
    const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.test'];
    execFileSync('git', ['-C', repository, 'add', '.']);
    execFileSync('git', ['-C', repository, ...author, 'commit', '-q', '-m', 'first']);

    const { startEngine } = await import('@devteam/engine/durable');
    const devTeam = await start({}, { ...partsWithPage(buildsPage), startEngine });
    await devTeam.engine.saveProject({
      id: 'acme/real',
      customer: { id: 'acme', name: 'Acme' },
      name: 'real',
      repositoryUrl: repository,
      branch: 'main',
      executor: 'replay',
      sandbox: 'process',
    });
    const headers = { authorization: `Bearer ${devTeam.link?.split('=')[1] ?? ''}` };
    const events: Event[] = [];
    const client = connectLive({
      url: `${devTeam.address?.replace('http:', 'ws:') ?? ''}/ws/devteam`,
      onEvent: (event) => events.push(event),
      webSocket: (url) => new Socket(url, { headers }) as unknown as WebSocket,
    });
    const started = await fetch(`${devTeam.address}/api/projects/acme/real/automate`, { method: 'POST', headers });
    expect(started.status).toBe(202);
    await expect.poll(() => events.at(-1)?.type, { timeout: 20_000 }).toBe('completion');
    // The same again, with a database that is killed under it.
    for (let round = 2; round <= 3; round += 1) {
      const again = await fetch(`${devTeam.address}/api/projects/acme/real/automate`, { method: 'POST', headers });
      expect(again.status).toBe(202);
      await sleep(50 * round);
      process.kill(Number((await readFile(join(home, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]), 'SIGKILL');
      await expect.poll(() => events.filter((event) => event.type === 'completion').length, { timeout: 20_000 }).toBe(round);
    }
    client.close();
    expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1));
    expect(events.at(-1)?.payload).toMatchObject({ status: 'error', reason: { code: 'task_list_missing' } });
    const health = Health.parse(await (await fetch(`${devTeam.address}/api/health`, { headers })).json());
    expect(health.status).toBe('up');
    const since = performance.now();
    await devTeam.close();
    expect(performance.now() - since).toBeLessThan(2000);
  });

  test('a process that only commands needs no server', async () => {
    const devTeam = await startDevTeam({ home, http: null, slots: 0, log: () => undefined });
    running.push(devTeam);
    await expect(devTeam.engine.automate('acme/none')).rejects.toMatchObject({ code: 'project_not_found' });
  });
});

describe('openDatabase', () => {
  test('makes nothing where it is only to read', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'devteam-empty-'));
    await chmod(empty, 0o700);
    expect(await openDatabase({ home: empty, create: false })).toBeUndefined();
    await expect(stat(join(empty, 'postgres'))).rejects.toThrow('ENOENT');
    await rm(empty, { recursive: true });
  });

  test('reads what is there, also where no server runs', async () => {
    const database = await openDatabase({ home, create: false });
    expect((await database?.pool.query('select id from engine.project order by id desc'))?.rows).toEqual([
      { id: 'acme/shop' },
      { id: 'acme/real' },
    ]);
    await database?.close();
    expect(execFileSync('ps', ['-eo', 'args']).toString()).not.toContain(join(home, 'postgres'));
  });
});
