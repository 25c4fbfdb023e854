import { randomUUID } from 'node:crypto';
import { chown, lchown, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { LaunchWay, UserAndGroup } from './launch-plan.ts';
import { commandOf } from './launch-plan.ts';
import { initdbOf, postgresOf } from './platform-binaries.ts';
import { failureOfOutput, lastLines } from './program-output.ts';
import { runProgram } from './program-run.ts';
import { accessRules } from './server-settings.ts';

/** The one role and the one database; the role owns the database, may make others, and is no superuser. */
export const databaseName = 'devteam';

const half = 'data.making-';
const initdbTimeoutMs = 120_000;

/** The major version of existing data; undefined when there are none. Throws when there is something that is no data of PostgreSQL. */
export async function findDataVersion(dataDirectory: string): Promise<string | undefined> {
  const version = await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8').catch(absent);
  if (version !== undefined) return version.trim();
  const entries = await readdir(dataDirectory).catch(absent);
  if (entries && entries.length > 0) {
    throw new EmbeddedPostgresError(
      'postgres_start_failed',
      `${dataDirectory} has files in it but no PG_VERSION, so it is no data directory of PostgreSQL, or a damaged one. ` +
        'Move it away (do not delete it before you know what it is) and start again.',
    );
  }
  return undefined;
}

/** Removes what a start that was cut off has left half made. */
export async function removeHalfMade(directory: string): Promise<string[]> {
  const found = (await readdir(directory)).filter((name) => name.startsWith(half));
  for (const name of found) await rm(join(directory, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  return found;
}

/** Makes complete data with role and database under a passing name and then gives them their own: there is never half a database. */
export async function makeData(options: {
  directory: string;
  dataDirectory: string;
  native: string;
  way: LaunchWay;
  password: string;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  const { way, native, signal } = options;
  const made = join(options.directory, `${half}${randomUUID()}`);
  const run = async (what: string, program: string, args: string[], input?: string) => {
    const given = input === undefined ? {} : { input };
    const result = await runProgram(commandOf(way, program, args), { ...given, timeoutMs: initdbTimeoutMs, signal });
    if (result.exitCode !== 0) throw failure(what, program, options.directory, result.output);
  };
  await mkdir(made, { mode: 0o700 });
  try {
    await give(made, way.owner);
    const shape = ['-U', 'postgres', '-E', 'UTF8', '--locale=C', '-A', 'reject'];
    await run('making the database', initdbOf(native), ['-D', made, ...shape, '--no-sync', '--no-instructions']);
    await writeFile(join(made, 'pg_hba.conf'), accessRules, { mode: 0o600 });
    await give(join(made, 'pg_hba.conf'), way.owner);
    const statements = [
      `create role devteam login createdb password '${options.password}'`,
      // Whose rows a tenant reads is a matter of this role; `devteam` may act as it, and may make no roles itself.
      'create role devteam_tenant nologin',
      'grant devteam_tenant to devteam',
      'grant pg_monitor to devteam',
      `create database ${databaseName} owner devteam`,
    ];
    await run('creating the role and the database', postgresOf(native), singleUser(made), statements.map((line) => `${line};\n`).join(''));
    await run('writing the database to disk', initdbOf(native), ['-D', made, '--sync-only']);
    await rename(made, options.dataDirectory);
    await syncDirectory(options.directory);
  } catch (error) {
    await rm(made, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/** Gives the role a new password while no server runs: the old one was lost with its file. */
export async function resetPassword(options: { dataDirectory: string; native: string; way: LaunchWay; password: string }): Promise<void> {
  const program = postgresOf(options.native);
  const command = commandOf(options.way, program, singleUser(options.dataDirectory));
  const input = `alter role devteam password '${options.password}';\n`;
  const result = await runProgram(command, { input, timeoutMs: initdbTimeoutMs });
  if (result.exitCode !== 0) throw failure('setting a new password', program, options.dataDirectory, result.output);
}

/** Speaks to the database without a server and without a password, as PostgreSQL's superuser; the statements come on stdin. */
function singleUser(dataDirectory: string): string[] {
  const settings = ['exit_on_error=on', 'log_min_error_statement=panic', 'log_checkpoints=off', 'password_encryption=scram-sha-256'];
  return ['--single', '-D', dataDirectory, ...settings.flatMap((setting) => ['-c', setting]), 'postgres'];
}

function failure(what: string, program: string, place: string, output: string): EmbeddedPostgresError {
  const said = `${program} said:\n${lastLines(output, 8).join('\n')}`;
  const died = failureOfOutput(output);
  if (died === 'disk full') return new EmbeddedPostgresError('postgres_disk_full', diskFullMessage(what, place, said));
  if (died === 'denied') {
    return new EmbeddedPostgresError(
      'postgres_directory_not_writable',
      `${what} failed in ${place}: permission denied. Give this user the directory, or choose another by DEVTEAM_HOME. ${said}`,
    );
  }
  if (died === 'cannot be run') {
    return new EmbeddedPostgresError(
      'postgres_unsupported_platform',
      `${program} is there but this system cannot run it; it needs glibc 2.27 or newer (Alpine and NixOS do not work). ` +
        'Start a PostgreSQL of your own and set DATABASE_URL to it.',
    );
  }
  return new EmbeddedPostgresError('postgres_start_failed', `${what} failed in ${place}. ${said}`);
}

/** The words for a disk without room, in one place. */
export function diskFullMessage(what: string, place: string, detail: string): string {
  return `${what} failed: no space is left on the disk (or in the quota) of ${place}. Make room (a new database needs 100 MB) and start again; nothing is lost. ${detail}`;
}

/** Hands a whole tree to the user that PostgreSQL runs as; nothing to do unless we are root. */
export async function giveTree(path: string, owner: UserAndGroup): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await giveTree(child, owner);
    else await lchown(child, owner.uid, owner.gid);
  }
  // The top last: its owner is what tells whether all were handed over.
  await chown(path, owner.uid, owner.gid);
}

async function give(path: string, owner: UserAndGroup): Promise<void> {
  if (process.getuid?.() === 0) await chown(path, owner.uid, owner.gid);
}

/** Writes a small file so that after a crash it is either the old or the new one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncDirectory(dirname(path));
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** For `.catch`: a missing file is undefined, everything else is thrown on. */
export function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
