import { mkdir, open, readFile, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parsePackedRefs } from '../parse/packed-refs.ts';

/**
 * Refs as the files that git keeps them in, read and written without a git. Every answer may be «ask git»: a file that is written in
 * another way than we know, a lock that somebody holds, a name that is a directory. For the holder of the mirror's lock, except to read.
 */

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** All refs below `refs/…/`, by full name; undefined: ask git. */
export async function readRefFiles(directory: string, prefix: string): Promise<Map<string, string> | undefined> {
  if (!(await isRepository(directory))) return undefined;
  const entries = await readdir(join(directory, prefix), { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const loose = new Map<string, string>();
  for (const entry of entries) {
    if (entry.isDirectory() || entry.name.endsWith('.lock')) continue;
    const path = join(entry.parentPath, entry.name);
    const id = await readLoose(path);
    if (id === undefined) return undefined;
    if (id !== '') loose.set(path.slice(directory.length + 1), id);
  }
  // After the files, which win: whoever packs refs writes this one before it removes those.
  const packed = await readPacked(directory);
  return packed && new Map([...[...packed].filter(([ref]) => ref.startsWith(prefix)), ...loose]);
}

/** `commit` is undefined if there is no such ref; no answer at all: ask git. */
export async function findRefFile(directory: string, ref: string): Promise<{ commit: string | undefined } | undefined> {
  if (!(await isRepository(directory))) return undefined;
  const loose = await readLoose(join(directory, ref));
  if (loose !== '') return loose === undefined ? undefined : { commit: loose };
  const packed = await readPacked(directory);
  return packed && { commit: packed.get(ref) };
}

/** By git's own lock protocol. False: ask git. */
export async function writeRefFile(directory: string, ref: string, commit: string): Promise<boolean> {
  const path = join(directory, ref);
  const packed = (await isRepository(directory)) ? await readPacked(directory) : undefined;
  if (packed === undefined || isInTheWay(ref, packed)) return false;
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch {
    return false;
  }
  return withLock(path, async (lock) => {
    await lock.writeFile(`${commit}\n`);
    await lock.sync();
    return async () => rename(`${path}.lock`, path);
  });
}

/** A ref that is packed has to be taken out of that file: false, ask git. */
export async function deleteRefFile(directory: string, ref: string): Promise<boolean> {
  const packed = (await isRepository(directory)) ? await readPacked(directory) : undefined;
  if (packed === undefined || packed.has(ref)) return false;
  const path = join(directory, ref);
  return withLock(path, () => async () => {
    await unlink(path).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
    await rm(`${path}.lock`, { force: true });
  });
}

async function readPacked(directory: string): Promise<Map<string, string> | undefined> {
  try {
    return parsePackedRefs(await readFile(join(directory, 'packed-refs'), 'utf8'));
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? new Map() : undefined;
  }
}

/** What git wants to see before it takes a directory for a repository. Else it has to say what is wrong. */
async function isRepository(directory: string): Promise<boolean> {
  const head = await readFile(join(directory, 'HEAD'), 'latin1').catch(() => '');
  // With refs in tables instead of files, git writes `refs/heads/.invalid` here.
  if (!/^(?:ref: refs\/heads\/[^.\0]|[0-9a-f]{40}\n?$)/.test(head)) return false;
  const found = await Promise.all(['objects', 'refs'].map((name) => stat(join(directory, name)).catch(() => undefined)));
  return found.every((entry) => entry?.isDirectory());
}

/** Empty if there is no such file; undefined: ask git. */
async function readLoose(path: string): Promise<string | undefined> {
  try {
    return /^([0-9a-f]{40})\n$/.exec(await readFile(path, 'latin1'))?.[1];
  } catch (error) {
    return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error) ?? '') ? '' : undefined;
  }
}

/** A ref cannot be a directory of others. Where both are files the disk sees to that, not where one is packed. */
function isInTheWay(ref: string, packed: ReadonlyMap<string, string>): boolean {
  return [...packed.keys()].some((other) => other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`));
}

type Finish = () => Promise<void>;

async function withLock(path: string, work: (lock: Awaited<ReturnType<typeof open>>) => Finish | Promise<Finish>): Promise<boolean> {
  const lock = await open(`${path}.lock`, 'wx').catch((error: unknown) => {
    // No directory: there is nothing that could be deleted, and writing has made it.
    if (codeOf(error) === 'ENOENT') return null;
    return undefined;
  });
  if (lock === null) return true;
  if (lock === undefined) return false;
  let finish: Finish;
  try {
    finish = await work(lock);
  } catch (error) {
    await lock.close();
    await rm(`${path}.lock`, { force: true });
    throw error;
  }
  await lock.close();
  try {
    await finish();
    return true;
  } catch {
    await rm(`${path}.lock`, { force: true });
    return false;
  }
}
