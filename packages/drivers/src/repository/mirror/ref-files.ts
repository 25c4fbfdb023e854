import { access, mkdir, open, readFile, readdir, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parsePackedRefs } from '../parse/packed-refs.ts';

/**
 * Refs as the files that git keeps them in, read and written without a git. Every answer may be «ask git»: a file that is written in
 * another way than we know, a lock that somebody holds, a name that is a directory. For the holder of the mirror's lock, except to read.
 */

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** All refs below `refs/…/`, by full name; undefined: ask git. */
export async function readRefFiles(directory: string, prefix: string): Promise<Map<string, string> | undefined> {
  // Without it git would say that this is no repository, and so it is not.
  const isRepository = await access(join(directory, 'HEAD')).then(
    () => true,
    () => false,
  );
  const packed = isRepository ? await readPacked(directory) : undefined;
  if (!packed) return undefined;
  const refs = new Map([...packed].filter(([ref]) => ref.startsWith(prefix)));
  const entries = await readdir(join(directory, prefix), { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries) {
    if (entry.isDirectory() || entry.name.endsWith('.lock')) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'latin1').catch(() => undefined);
    const id = /^([0-9a-f]{40})\n$/.exec(text ?? '')?.[1];
    if (id === undefined) return undefined;
    refs.set(path.slice(directory.length + 1), id);
  }
  return refs;
}

/** By git's own lock protocol. False: ask git. */
export async function writeRefFile(directory: string, ref: string, commit: string): Promise<boolean> {
  const path = join(directory, ref);
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
  const packed = await readPacked(directory);
  if (!packed || packed.has(ref)) return false;
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
