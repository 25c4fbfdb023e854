import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { available } from '../../../../tooling/available.ts';
import { EmbeddedPostgresError, startEmbeddedPostgres } from './index.ts';
import type { LaunchFacts } from './launch-plan.ts';
import { nobody } from './launch-plan.ts';
import { findBinaries } from './platform-binaries.ts';
import { isAlive } from './running-processes.ts';
import type { StartOptions, Surroundings } from './start-embedded-postgres.ts';
import { startIn } from './start-embedded-postgres.ts';

const isRoot = process.getuid?.() === 0;
const asNobody = { uid: nobody.uid, gid: nobody.gid, cwd: '/' };
const here = fileURLToPath(new URL('index.ts', import.meta.url));
/** What this machine lets us try; what it does not is printed, and the decision about it is covered in embedded.test.ts. */
const can = {
  becomeOthers: available('root', isRoot),
  haveNobodyRunOurProgram: available(
    'a checkout that every user may read',
    isRoot && spawnSync(process.execPath, ['-e', `fs.readFileSync(${JSON.stringify(here)})`], asNobody).status === 0,
  ),
  makeNamespaces: available(
    'user namespaces',
    isRoot && spawnSync('unshare', ['-U', '--map-user=65534', '--map-group=65534', 'true']).status === 0,
  ),
};

let base = '';
let made = '';
const directories: string[] = [];
const children: ChildProcess[] = [];
const times: string[] = [];

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'devteam-postgres-'));
  await chmod(base, 0o755);
  made = join(base, 'made');
  const server = await startEmbeddedPostgres({ directory: made });
  times.push(`first start: ${server.startedInMs} ms`);
  await server.stop();
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const directory of [made, ...directories.splice(0)]) {
    const pid = await pidIn(directory);
    if (pid !== undefined && (await isAlive(pid))) {
      process.kill(pid, 'SIGINT');
      await until(async () => !(await isAlive(pid)));
    }
    if (directory !== made) await rm(directory, { recursive: true, force: true });
  }
});

afterAll(async () => {
  await rm(base, { recursive: true, force: true });
  console.log(times.join('\n'));
});

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(base, 'case-'));
  await chmod(directory, 0o711);
  directories.push(directory);
  return directory;
}

/** Data made once for all cases that leave them whole; also a second start of the same data, over and over. */
function sharedDirectory(): string {
  return made;
}

async function copiedDirectory(): Promise<string> {
  const directory = await emptyDirectory();
  // cp -a keeps owners, which Node's cp does not.
  execFileSync('cp', ['-a', `${made}/.`, directory]);
  return directory;
}

const pidIn = async (directory: string) => {
  const text = await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text.split('\n')[0]);
};

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('waited 10 s in vain');
    await sleep(10);
  }
}

async function query<Row>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

const failureOf = async (start: Promise<unknown>): Promise<EmbeddedPostgresError> => {
  const error = await start.then(
    () => new Error('it started'),
    (problem: unknown) => problem,
  );
  if (!(error instanceof EmbeddedPostgresError)) throw new Error('not the expected kind of error', { cause: error });
  return error;
};

interface ChildAnswer {
  pid: number;
  adopted: boolean;
  url: string;
}

/** Another Node process that starts the server, says so in one line of JSON, and then stays. */
function startInChild(directory: string, user: { uid?: number; gid?: number } = {}, module = new URL('index.ts', import.meta.url).href) {
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
    try {
      const { pid, adopted, url } = await startEmbeddedPostgres({ directory: ${JSON.stringify(directory)} });
      console.log(JSON.stringify({ pid, adopted, url }));
    } catch (error) {
      console.log(JSON.stringify({ code: error.code, message: error.message }));
    }
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const answer = new Promise<ChildAnswer>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (line: string) => resolve(JSON.parse(line) as ChildAnswer));
    child.once('exit', () => reject(new Error('the child ended without an answer')));
    child.once('error', reject);
  });
  // Some cases kill it before it can answer.
  answer.catch(() => undefined);
  return { child, answer };
}

describe('a first start', () => {
  it('makes a UTF-8 database of an ordinary role with a secret password, on loopback only', async () => {
    const directory = join(await emptyDirectory(), 'new', 'postgres');
    directories.push(directory);
    const lines: string[] = [];
    const server = await startEmbeddedPostgres({ directory, log: (line) => lines.push(line) });
    expect(server.adopted).toBe(false);
    expect(server.url).toMatch(/^postgresql:\/\/devteam:[\w-]{32}@127\.0\.0\.1:\d+\/devteam$/);
    const [row] = await query<Record<string, unknown>>(
      server.url,
      `select current_setting('server_encoding') as encoding, datcollate as collate, rolsuper as super, rolcreatedb as makes_databases,
         current_setting('listen_addresses') as listens, current_setting('data_checksums') as checksums, current_setting('fsync') as fsync
       from pg_database, pg_roles where datname = current_database() and rolname = current_user`,
    );
    expect(row).toEqual({
      encoding: 'UTF8',
      collate: 'C',
      super: false,
      makes_databases: true,
      listens: '127.0.0.1',
      checksums: 'on',
      fsync: 'on',
    });
    expect((await stat(join(directory, 'password'))).mode & 0o777).toBe(0o600);
    expect((await readdir(directory)).toSorted()).toEqual(['data', 'password', 'port', 'postgres.log']);
    expect(lines.join('\n')).not.toContain(new URL(server.url).password);
    await expect(query(server.url.replace(/:[\w-]{32}@/, ':guessed@'), 'select 1')).rejects.toMatchObject({ code: '28P01' });
    await expect(query(server.url.replace('devteam:', 'postgres:'), 'select 1')).rejects.toMatchObject({ code: '28000' });
    expect(await server.stop()).toBe('stopped');
  });

  it('does not care about the locale of who starts it', async () => {
    const directory = await emptyDirectory();
    const before = process.env['LC_ALL'];
    process.env['LC_ALL'] = 'xx_XX.nonsense';
    try {
      const server = await startEmbeddedPostgres({ directory });
      expect(await query(server.url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    } finally {
      if (before === undefined) delete process.env['LC_ALL'];
      else process.env['LC_ALL'] = before;
    }
  });

  it('is made anew when an earlier one was cut off', async () => {
    const directory = await emptyDirectory();
    const { child } = startInChild(directory);
    await until(async () => (await readdir(directory)).some((name) => name.startsWith('data.making-')));
    child.kill('SIGKILL');
    await until(async () => !(await isAlive(child.pid ?? 0)));
    expect(await readdir(directory)).not.toContain('data');

    const lines: string[] = [];
    const server = await startEmbeddedPostgres({ directory, log: (line) => lines.push(line) });
    expect(lines.join('\n')).toMatch(/takes over the lock .*\n.*removed data\.making-/);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await readdir(directory)).toSorted()).toEqual(['data', 'password', 'port', 'postgres.log']);
  });

  it('ends everything and leaves nothing half made when the caller gives up', async () => {
    const directory = await emptyDirectory();
    const controller = new AbortController();
    const start = startEmbeddedPostgres({ directory, signal: controller.signal });
    await until(async () => (await readdir(directory)).some((name) => name.startsWith('data.making-')));
    controller.abort(new Error('changed my mind'));
    await expect(start).rejects.toThrow('changed my mind');
    expect(await readdir(directory)).toEqual(['password']);
  });
});

describe('a running server', () => {
  it('is adopted', async () => {
    const directory = sharedDirectory();
    const first = await startEmbeddedPostgres({ directory });
    const second = await startEmbeddedPostgres({ directory });
    times.push(`start of existing data: ${first.startedInMs} ms`, `adoption: ${second.startedInMs} ms`);
    expect(second).toMatchObject({ adopted: true, pid: first.pid, url: first.url });
  });

  it('is adopted by another name of the same directory', async () => {
    const directory = sharedDirectory();
    const first = await startEmbeddedPostgres({ directory });
    const other = join(base, 'another-name');
    await symlink(directory, other);
    expect(await startEmbeddedPostgres({ directory: other })).toMatchObject({ adopted: true, pid: first.pid });
    await rm(other);
  });

  it('outlives a parent that is killed with its whole process group', async () => {
    const directory = sharedDirectory();
    const { child, answer } = startInChild(directory);
    const { pid, url } = await answer;
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await until(async () => !(await isAlive(child.pid ?? 0)));
    expect(await isAlive(pid)).toBe(true);
    // A session of its own: Ctrl-C in the parent's terminal does not reach it.
    const session = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[3];
    expect(Number(session)).toBe(pid);
    expect(await startEmbeddedPostgres({ directory })).toMatchObject({ adopted: true, pid, url });
  });

  it('is small while it rests', async () => {
    const directory = sharedDirectory();
    const { pid } = await startEmbeddedPostgres({ directory });
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').map(Number);
    // A process of a connection may end meanwhile, and then holds nothing.
    const sizes = [pid, ...children].map(async (id) => {
      const figures = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => 'Pss: 0 kB');
      return Number(/^Pss:\s+(\d+) kB/m.exec(figures)?.[1] ?? Number.NaN);
    });
    const kilobytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    times.push(`proportional memory at rest: ${Math.round(kilobytes / 1000)} MB in ${children.length + 1} processes`);
    expect(kilobytes).toBeLessThan(60_000);
  });

  it('is stopped only when unused, if so wished', async () => {
    const directory = sharedDirectory();
    const server = await startEmbeddedPostgres({ directory });
    const client = new Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    expect(await server.stop({ ifUnused: true })).toBe('in use');
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await client.end();
    await until(async () => (await server.stop({ ifUnused: true })) === 'stopped');
    expect(await isAlive(server.pid)).toBe(false);
    expect(await server.stop()).toBe('stopped');
  });

  it('is stopped although someone works in it, and forgets only what was not committed', async () => {
    const directory = sharedDirectory();
    const server = await startEmbeddedPostgres({ directory });
    await query(server.url, 'create table kept (id int)');
    const client = new Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('begin; insert into kept values (1)');
    expect(await server.stop()).toBe('stopped');
    const again = await startEmbeddedPostgres({ directory });
    expect(again).toMatchObject({ adopted: false, url: server.url });
    expect(await query(again.url, 'select * from kept')).toEqual([]);
  });

  it('is started by exactly one of several processes that come at the same moment', async () => {
    const directory = await emptyDirectory();
    const answers = await Promise.all([1, 2, 3].map(() => startInChild(directory).answer));
    expect(answers.filter(({ adopted }) => !adopted)).toHaveLength(1);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
    expect(await query(answers[0]?.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is started by exactly one of two starts within one process', async () => {
    const directory = sharedDirectory();
    const both = await Promise.all([startEmbeddedPostgres({ directory }), startEmbeddedPostgres({ directory })]);
    expect(both[0].adopted).not.toBe(both[1].adopted);
    expect(both[0].pid).toBe(both[1].pid);
  });
});

describe('after a crash', () => {
  it('of the server, everything committed is there again, although sessions were open', async () => {
    const directory = sharedDirectory();
    const first = await startEmbeddedPostgres({ directory });
    await query(first.url, 'create table many as select generate_series(1, 10000) as id');
    const client = new Client({ connectionString: first.url });
    client.on('error', () => undefined);
    await client.connect();
    process.kill(first.pid, 'SIGKILL');
    const second = await startEmbeddedPostgres({ directory });
    times.push(`start after kill -9 of the server: ${second.startedInMs} ms`);
    expect(second.adopted).toBe(false);
    expect(second.pid).not.toBe(first.pid);
    expect(await query(second.url, 'select count(*)::int as rows from many')).toEqual([{ rows: 10_000 }]);
  });

  it('a pid that now belongs to a stranger does not keep it from starting', async () => {
    const directory = sharedDirectory();
    const first = await startEmbeddedPostgres({ directory });
    process.kill(first.pid, 'SIGKILL');
    await until(async () => !(await isAlive(first.pid)));
    // A stranger of the very user that PostgreSQL runs as: only then does PostgreSQL itself refuse.
    const owner = await stat(join(directory, 'data'));
    const stranger = spawn('sleep', ['60'], isRoot ? { uid: owner.uid, gid: owner.gid } : {});
    children.push(stranger);
    const path = join(directory, 'data', 'postmaster.pid');
    await writeFile(path, (await readFile(path, 'utf8')).replace(/^\d+/, String(stranger.pid)));
    const second = await startEmbeddedPostgres({ directory });
    expect(second.adopted).toBe(false);
    expect(await isAlive(stranger.pid ?? 0)).toBe(true);
  });

  it('an empty postmaster.pid does not keep it from starting', async () => {
    const directory = sharedDirectory();
    await writeFile(join(directory, 'data', 'postmaster.pid'), '');
    expect(await startEmbeddedPostgres({ directory })).toMatchObject({ adopted: false });
  });

  it('a lock of a dead process, or of one whose pid was given again, is taken over', async () => {
    const directory = sharedDirectory();
    const dead = spawnSync('true').pid;
    for (const owner of [{ pid: dead }, { pid: process.pid, birth: '1' }, 'nonsense']) {
      await writeFile(join(directory, 'start.lock'), JSON.stringify(owner));
      const lines: string[] = [];
      await startEmbeddedPostgres({ directory, log: (line) => lines.push(line) });
      expect(lines[0]).toMatch(/^takes over the lock/);
    }
  });

  it('a password that was written and not yet set when the start was cut off is set', async () => {
    const directory = sharedDirectory();
    await writeFile(join(directory, 'password'), 'never-told-to-the-database');
    const lines: string[] = [];
    const server = await startEmbeddedPostgres({ directory, log: (line) => lines.push(line) });
    expect(lines.join('\n')).toContain('set the password');
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('a lost password is replaced at the next start of the server, and a running one says what to do', async () => {
    const directory = sharedDirectory();
    const first = await startEmbeddedPostgres({ directory });
    await rm(join(directory, 'password'));
    const failure = await failureOf(startEmbeddedPostgres({ directory }));
    expect(failure).toMatchObject({ code: 'postgres_start_failed', message: expect.stringContaining(`kill -INT ${first.pid}`) as string });
    await first.stop();
    const second = await startEmbeddedPostgres({ directory });
    expect(second.url).not.toBe(first.url);
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

it('takes another port when a stranger has taken its own', async () => {
  const directory = sharedDirectory();
  const port = Number(await readFile(join(directory, 'port'), 'utf8'));
  const stranger = createServer().listen(port, '127.0.0.1');
  try {
    const server = await startEmbeddedPostgres({ directory });
    expect(new URL(server.url).port).not.toBe(String(port));
    expect(await readFile(join(directory, 'port'), 'utf8')).toBe(`${new URL(server.url).port}\n`);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  } finally {
    stranger.close();
  }
});

describe('the user that PostgreSQL runs as', () => {
  const uidOf = async (pid: number) => Number(/^Uid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);

  /** What root meets on other machines, told as facts; everything after the decision is real. */
  async function startWith(changes: Partial<LaunchFacts>, directory: string, surroundings: Surroundings = {}) {
    const lines: string[] = [];
    const options: StartOptions = { directory, log: (line) => lines.push(line) };
    const server = await startIn(options, { ...surroundings, changeFacts: (facts) => ({ ...facts, ...changes }) });
    await query(server.url, 'create table if not exists t (id int)');
    return { server, lines: lines.join('\n') };
  }

  it.skipIf(!can.becomeOthers)('is nobody, when we are root', async () => {
    const directory = await emptyDirectory();
    const { server, lines } = await startWith({}, directory);
    expect(lines).toContain('as user, installed programs');
    expect(await uidOf(server.pid)).toBe(nobody.uid);
    expect((await stat(join(directory, 'data'))).uid).toBe(nobody.uid);
  });

  it.skipIf(!can.becomeOthers)('is nobody with copied programs, where nobody cannot get to the installed ones', async () => {
    const directory = await emptyDirectory();
    const { server, lines } = await startWith({ runnerReachesInstalled: false, namespaceWorks: false }, directory);
    expect(lines).toContain('as user, copied programs');
    times.push(`first start with copied programs: ${server.startedInMs} ms`);
    expect(await uidOf(server.pid)).toBe(nobody.uid);
    expect(await readFile(`/proc/${server.pid}/cmdline`, 'utf8')).toContain(`${directory}/binaries-`);
  });

  describe.skipIf(!can.becomeOthers)('with everything below a directory that is closed to others', () => {
    let closed = '';
    let packageDirectory = '';
    beforeAll(async () => {
      closed = join(base, 'closed');
      await mkdir(closed, { mode: 0o700 });
      const { native } = await findBinaries(process.platform, process.arch);
      packageDirectory = join(closed, 'package');
      await cp(dirname(native), packageDirectory, { recursive: true, verbatimSymlinks: true });
    });

    it.skipIf(!can.makeNamespaces)('is root in a namespace of its own', async () => {
      const directory = join(closed, 'namespace');
      directories.push(directory);
      const { server, lines } = await startWith({}, directory, { packageDirectory });
      expect(lines).toContain('namespace, installed programs');
      times.push(`first start in a namespace: ${server.startedInMs} ms`);
      expect((await stat(join(directory, 'data'))).uid).toBe(0);
      await server.stop();
      expect((await startWith({}, directory, { packageDirectory })).server.adopted).toBe(false);
    });

    it.skipIf(!can.makeNamespaces)(
      'is nobody with one capability, where namespaces are forbidden too, and takes over the data of a namespace',
      async () => {
        const directory = join(closed, 'capability');
        directories.push(directory);
        const earlier = await startWith({}, directory, { packageDirectory });
        await earlier.server.stop();
        const { server } = await startWith({ namespaceWorks: false }, directory, { packageDirectory });
        expect(await uidOf(server.pid)).toBe(nobody.uid);
        expect((await stat(join(directory, 'data', 'base'))).uid).toBe(nobody.uid);
        expect(await query(server.url, 'select * from t')).toEqual([]);
      },
    );

    it('makes the library links again that a blocked install script has not made', async () => {
      const { native } = await findBinaries(process.platform, process.arch, packageDirectory);
      const links = execFileSync('find', [native, '-type', 'l']).toString().trim().split('\n');
      expect(links.length).toBeGreaterThan(5);
      for (const link of links) await rm(link);
      const directory = join(closed, 'links');
      directories.push(directory);
      await startWith({}, directory, { packageDirectory });
      expect(execFileSync('find', [native, '-type', 'l']).toString().trim().split('\n')).toEqual(links);
    });

    it('says what to do when there is no way at all', async () => {
      const directory = join(closed, 'none');
      const nothing = { runnerReachesInstalled: false, runnerReachesDirectory: false, namespaceWorks: false, capabilityWorks: false };
      const failure = await failureOf(startWith(nothing, directory, { packageDirectory }));
      expect(failure).toMatchObject({
        code: 'postgres_directory_not_writable',
        message: expect.stringMatching(/refuses to run as root.*DEVTEAM_HOME/) as string,
      });
    });
  });

  it.skipIf(!can.haveNobodyRunOurProgram)('is ourselves, when we are a normal user; root then runs it as that user', async () => {
    const directory = await emptyDirectory();
    await chown(directory, nobody.uid, nobody.gid);
    const { child, answer } = startInChild(directory, nobody);
    const first = await answer;
    expect(first).toMatchObject({ adopted: false });
    expect(await uidOf(first.pid)).toBe(nobody.uid);
    expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    child.kill('SIGKILL');
    const asRoot = await startEmbeddedPostgres({ directory });
    expect(asRoot).toMatchObject({ adopted: true, pid: first.pid });
    await asRoot.stop();
    const again = await startEmbeddedPostgres({ directory });
    expect(await uidOf(again.pid)).toBe(nobody.uid);
  });

  it.skipIf(!can.haveNobodyRunOurProgram)(
    'is ourselves with copied programs, when a normal user may not make the missing links',
    async () => {
      const directory = await emptyDirectory();
      await chown(directory, nobody.uid, nobody.gid);
      // Installed by root without scripts, into a place that the user may read and not write.
      const place = await mkdtemp(join(base, 'installed-'));
      await chmod(place, 0o755);
      const { native } = await findBinaries(process.platform, process.arch);
      await cp(dirname(native), place, { recursive: true, filter: async (path) => !/\.so(\.\d+)?$/.test(path) || !(await isLink(path)) });
      const module = join(base, 'as-user.mjs');
      const source = new URL('start-embedded-postgres.ts', import.meta.url).href;
      await writeFile(
        module,
        `import { startIn } from ${JSON.stringify(source)};\n` +
          `export const startEmbeddedPostgres = (options) => startIn(options, { packageDirectory: ${JSON.stringify(place)} });\n`,
      );
      const { pid, url } = await startInChild(directory, nobody, module).answer;
      expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).toContain(`${directory}/binaries-`);
      expect((await stat(join(directory, 'data'))).uid).toBe(nobody.uid);
      await rm(place, { recursive: true });
    },
  );
});

const isLink = async (path: string) => execFileSync('stat', ['-c', '%F', path]).toString().startsWith('symbolic');

describe('what cannot work is said', () => {
  it('data of another major version, which stay untouched', async () => {
    const directory = await copiedDirectory();
    await writeFile(join(directory, 'data', 'PG_VERSION'), '16\n');
    const failure = await failureOf(startEmbeddedPostgres({ directory }));
    expect(failure).toMatchObject({
      code: 'postgres_data_of_other_version',
      message: expect.stringMatching(/PostgreSQL 16;.*brings 18/) as string,
    });
    expect(await readFile(join(directory, 'data', 'PG_VERSION'), 'utf8')).toBe('16\n');
  });

  it('a data directory that is none', async () => {
    const directory = await emptyDirectory();
    await mkdir(join(directory, 'data'));
    await writeFile(join(directory, 'data', 'holiday.jpg'), '');
    expect(await failureOf(startEmbeddedPostgres({ directory }))).toMatchObject({ code: 'postgres_start_failed' });
    expect(await readdir(join(directory, 'data'))).toEqual(['holiday.jpg']);
  });

  it('damaged data, with the last words and the log', async () => {
    const directory = await copiedDirectory();
    await rm(join(directory, 'data', 'global', 'pg_control'));
    const failure = await failureOf(startEmbeddedPostgres({ directory }));
    expect(failure.code).toBe('postgres_start_failed');
    expect(failure.message).toContain(join(directory, 'postgres.log'));
    expect(failure.message).toContain('could not find the database system');
  });

  it('a missing package', async () => {
    const directory = await emptyDirectory();
    const failure = await failureOf(startIn({ directory }, { packageDirectory: join(base, 'nowhere') }));
    expect(failure).toMatchObject({ code: 'postgres_binaries_missing', message: expect.stringContaining('npm install') as string });
  });

  it('a platform without programs', async () => {
    expect(await failureOf(findBinaries('sunos', 'sparc'))).toMatchObject({ code: 'postgres_unsupported_platform' });
  });

  it.skipIf(!can.haveNobodyRunOurProgram)('a directory that is a file, and one of somebody else', async () => {
    const directory = await emptyDirectory();
    const file = join(directory, 'file');
    await writeFile(file, '');
    expect(await failureOf(startEmbeddedPostgres({ directory: join(file, 'postgres') }))).toMatchObject({
      code: 'postgres_directory_not_writable',
    });
    const answer: unknown = await startInChild(directory, nobody).answer;
    expect(answer).toMatchObject({ code: 'postgres_directory_not_writable', message: expect.stringContaining('DEVTEAM_HOME') as string });
  });

  it.skipIf(!can.becomeOthers)('a full disk, after which a start with room succeeds', async ({ skip }) => {
    const directory = await emptyDirectory();
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', directory]).status !== 0) {
      skip('no tmpfs can be mounted here');
    }
    try {
      await chmod(directory, 0o711);
      expect(await failureOf(startEmbeddedPostgres({ directory }))).toMatchObject({ code: 'postgres_disk_full' });
      expect(await readdir(directory)).not.toContain('data');
      execFileSync('mount', ['-o', 'remount,size=200m', directory]);
      const server = await startEmbeddedPostgres({ directory });
      await server.stop();
    } finally {
      execFileSync('umount', [directory]);
    }
  });
});
