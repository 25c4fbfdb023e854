import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { absent, diskFullMessage, findDataVersion, makeData, removeHalfMade, resetPassword, writeWhole } from './data-directory.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { findFreePort, isPortFree } from './free-port.ts';
import { gatherLaunchFacts } from './launch-facts.ts';
import type { LaunchFacts, LaunchWay } from './launch-plan.ts';
import { planLaunch } from './launch-plan.ts';
import type { Patience } from './launched-server.ts';
import { launchServer, readPostmasterFile, startFailed, waitUntilReady } from './launched-server.ts';
import { copyBinaries, findBinaries } from './platform-binaries.ts';
import { isServerOf } from './running-processes.ts';
import { urlOf } from './server-connection.ts';
import { acquireStartLock } from './start-lock.ts';
import { stopServer } from './stop-server.ts';

export interface StartOptions {
  /** Everything of this PostgreSQL lies here; made when missing. One directory, one server. */
  directory: string;
  log?: (line: string) => void;
  signal?: AbortSignal;
  /** Milliseconds; only differences matter. */
  now?: () => number;
}

export interface EmbeddedPostgres {
  url: string;
  /** It ran before; we only found it. */
  adopted: boolean;
  pid: number;
  startedInMs: number;
  /**
   * Ends the server: open transactions are rolled back, data are safe. With `ifUnused` only when no other client has a session; a
   * process that has just been given the URL and has not connected yet does not count.
   */
  stop(options?: { ifUnused?: boolean }): Promise<'stopped' | 'in use'>;
}

/** What a test may put in another place than where it is. */
export interface Surroundings {
  packageDirectory?: string;
  changeFacts?: (facts: LaunchFacts) => LaunchFacts;
}

/** Longer than a first start and a recovery together: whoever waits for the lock adopts what the owner has started. */
const lockWithinMs = 90_000;
/** Servers that a killed postmaster left behind notice within moments. */
const oldServerWithinMs = 20_000;

/** Starts or adopts the PostgreSQL of this data directory; returns when it answers queries. Throws EmbeddedPostgresError. */
export function startEmbeddedPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  return startIn(options, {});
}

/** The same in other surroundings. */
export async function startIn(options: StartOptions, surroundings: Surroundings): Promise<EmbeddedPostgres> {
  const now = options.now ?? (() => performance.now());
  const log = options.log ?? (() => undefined);
  const since = now();
  const patience: Patience = { now, log, signal: options.signal };
  options.signal?.throwIfAborted();
  return translating(options.directory, async () => {
    const place = await openPlace(options.directory);
    const release = await acquireStartLock({ path: place.lockPath, waitMs: lockWithinMs, ...patience });
    try {
      const adopted = await adopt(place, patience);
      const running = adopted ?? (await start(place, surroundings, patience));
      const startedInMs = Math.round(now() - since);
      log(
        `${adopted ? 'found PostgreSQL running' : 'started PostgreSQL'} as process ${running.pid} on port ${running.port} (${startedInMs} ms)`,
      );
      const stop = async (wanted: { ifUnused?: boolean } = {}) => {
        const unlock = await acquireStartLock({ path: place.lockPath, waitMs: lockWithinMs, now, log });
        try {
          return await stopServer({ ...place, ...running, ifUnused: wanted.ifUnused ?? false, now, log });
        } finally {
          await unlock();
        }
      };
      return { url: running.url, pid: running.pid, adopted: adopted !== undefined, startedInMs, stop };
    } finally {
      await release();
    }
  });
}

interface Place {
  directory: string;
  dataDirectory: string;
  passwordPath: string;
  portPath: string;
  logPath: string;
  lockPath: string;
}

interface Running {
  pid: number;
  port: number;
  url: string;
}

async function openPlace(given: string): Promise<Place> {
  // Root's PostgreSQL is somebody else, who must get through here to the data; what is secret has its own mode.
  await mkdir(given, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  await access(given, constants.R_OK | constants.W_OK | constants.X_OK);
  const directory = await realpath(given);
  const at = (name: string) => join(directory, name);
  return {
    directory,
    dataDirectory: at('data'),
    passwordPath: at('password'),
    portPath: at('port'),
    logPath: at('postgres.log'),
    lockPath: at('start.lock'),
  };
}

async function adopt(place: Place, patience: Patience): Promise<Running | undefined> {
  const file = await readPostmasterFile(place.dataDirectory);
  if (!file || !(await isServerOf(file.pid, place.dataDirectory))) return undefined;
  const password = await readPassword(place);
  const found = password === undefined ? 'wrong password' : await waitUntilReady({ ...place, ...patience, password });
  if (typeof found === 'object' && password !== undefined) return { ...found, url: urlOf(found.port, password) };
  if (found !== 'wrong password') return undefined;
  throw new EmbeddedPostgresError(
    'postgres_start_failed',
    `PostgreSQL runs on ${place.dataDirectory} as process ${file.pid}, but the password in ${place.passwordPath} is missing or not its. ` +
      `Stop that server (kill -INT ${file.pid}), delete the password file if it is still there, and start again: a new password is set then.`,
  );
}

async function start(place: Place, surroundings: Surroundings, patience: Patience): Promise<Running> {
  const { dataDirectory, directory } = place;
  const { log, signal } = patience;
  const installed = await findBinaries(process.platform, process.arch, surroundings.packageDirectory);
  const removed = await removeHalfMade(directory);
  if (removed.length > 0) log(`removed ${removed.join(', ')}, left by a first start that was cut off`);
  const version = await findDataVersion(dataDirectory);
  requireSameVersion(version, installed.version, dataDirectory);

  const way = await chooseWay(place, installed.native, surroundings);
  if (way.binaries === 'copied') log(`copies PostgreSQL's programs to ${directory}, because they cannot be used where they are installed`);
  const { native } = way.binaries === 'copied' ? await copyBinaries(installed, directory) : installed;
  signal?.throwIfAborted();

  let password = await readPassword(place);
  const isNewPassword = password === undefined;
  if (password === undefined) {
    password = randomBytes(24).toString('base64url');
    await writeWhole(place.passwordPath, password);
  }
  if (version === undefined) {
    const since = patience.now();
    await makeData({ directory, dataDirectory, native, way, password, signal });
    log(`made a new database in ${dataDirectory} (${Math.round(patience.now() - since)} ms, ${way.kind}, ${way.binaries} programs)`);
  }

  const since = patience.now();
  let isPasswordSet = !isNewPassword || version === undefined;
  let wasReset = false;
  for (;;) {
    if (!isPasswordSet) {
      await resetPassword({ dataDirectory, native, way, password });
      log(`set the password in ${place.passwordPath}: the database had another`);
      isPasswordSet = true;
      wasReset = true;
    }
    const port = await choosePort(place, log);
    const launched = await launchServer({ ...place, native, way, port });
    const found = await waitOrEnd(launched.pid, () => waitUntilReady({ ...place, ...patience, password, launched }));
    if (typeof found === 'object') return { ...found, url: urlOf(found.port, password) };
    if (found === 'wrong password' && !wasReset) {
      // A start that was cut off between writing the file and setting the password.
      isPasswordSet = false;
      await stopServer({ ...place, pid: launched.pid, url: urlOf(port, password), ifUnused: false, ...patience });
      continue;
    }
    const again = found === 'port taken' || found === 'old server still leaving';
    if (!again || patience.now() - since > oldServerWithinMs) {
      throw await startFailed(found === 'gone' || found === 'wrong password' ? 'other' : found, place.logPath, dataDirectory);
    }
    log(`starts again: ${found}`);
    await sleep(100, undefined, signal ? { signal } : {});
  }
}

/** A caller who gives up does not want the server either; one that is too slow is left to recover. */
async function waitOrEnd<T>(pid: number, wait: () => Promise<T>): Promise<T> {
  try {
    return await wait();
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError) && pid > 0) {
      try {
        process.kill(pid, 'SIGINT');
      } catch {
        // Gone already.
      }
    }
    throw error;
  }
}

async function chooseWay(place: Place, native: string, surroundings: Surroundings): Promise<LaunchWay> {
  const self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const gathered = await gatherLaunchFacts({ directory: place.directory, dataDirectory: place.dataDirectory, native, self });
  const facts = surroundings.changeFacts?.(gathered) ?? gathered;
  const [way] = planLaunch(facts);
  if (way) return way;
  const why =
    self.uid === 0
      ? `PostgreSQL refuses to run as root; the user it would run as cannot get to this directory (a directory above it is closed to others), ` +
        'and this system allows neither user namespaces nor handing on a capability. Choose a DEVTEAM_HOME that others may pass through, ' +
        'such as /var/lib/devteam, or start as a normal user.'
      : `the data belong to user ${facts.dataOwner?.uid} and we are user ${self.uid}. Start as that user (or as root), ` +
        `hand them over with \`chown -R ${self.uid} ${place.directory}\` as root, or choose another DEVTEAM_HOME.`;
  throw new EmbeddedPostgresError('postgres_directory_not_writable', `PostgreSQL cannot be started in ${place.directory}: ${why}`);
}

async function choosePort(place: Place, log: (line: string) => void): Promise<number> {
  const kept = Number(await readFile(place.portPath, 'utf8').catch(absent));
  const isKept = Number.isSafeInteger(kept) && kept > 0 && kept < 65_536;
  if (isKept && (await isPortFree(kept))) return kept;
  const port = await findFreePort();
  if (isKept) log(`port ${kept} is taken by another program, so PostgreSQL gets ${port}`);
  await writeWhole(place.portPath, `${port}\n`);
  return port;
}

async function readPassword(place: Place): Promise<string | undefined> {
  const text = (await readFile(place.passwordPath, 'utf8').catch(absent))?.trim();
  // It becomes part of a statement and of a URL; what we write is never anything else.
  return text !== undefined && /^[\w-]{16,}$/.test(text) ? text : undefined;
}

function requireSameVersion(data: string | undefined, ours: string, dataDirectory: string): void {
  const major = ours.split('.')[0];
  if (data === undefined || data === major) return;
  throw new EmbeddedPostgresError(
    'postgres_data_of_other_version',
    `The data in ${dataDirectory} are of PostgreSQL ${data}; this program brings ${ours}, and one major version cannot read another's. ` +
      `Nothing was changed. Go back to the version of this program that made them, or start PostgreSQL ${data} on them, write them out ` +
      `with pg_dump, move the directory away, start this program once and read them in with psql; or set DATABASE_URL to a server of your own.`,
  );
}

/** Errors of the file system in our directory, in words that say what to do. */
async function translating<T>(directory: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new EmbeddedPostgresError('postgres_disk_full', diskFullMessage('starting PostgreSQL', directory, message), { cause: error });
    }
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST') {
      throw new EmbeddedPostgresError(
        'postgres_directory_not_writable',
        `PostgreSQL's directory ${directory} cannot be used by this user (${process.getuid?.() ?? 'unknown'}): ${message}. ` +
          'Give this user the directory, or choose another by DEVTEAM_HOME.',
        { cause: error },
      );
    }
    throw error;
  }
}
