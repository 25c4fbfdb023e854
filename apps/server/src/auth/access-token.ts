import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { absent } from '../absent.ts';

const shape = /^[\w-]{43,}$/;

/**
 * The token of this home: 32 random bytes as base64url in `<home>/token`, readable by its owner only, made at the first start. Any
 * number of processes may ask at once; all get the same one.
 */
export async function openAccessToken(home: string): Promise<string> {
  const path = join(home, 'token');
  for (;;) {
    const found = (await readFile(path, 'utf8').catch(absent))?.trim();
    if (found !== undefined && shape.test(found)) {
      if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600);
      return found;
    }
    // What is no token is the rest of a disk that was full; a page that was open then has to be opened again.
    if (found !== undefined) await rm(path, { force: true });
    await placeWhole(path, `${randomBytes(32).toString('base64url')}\n`);
  }
}

/** Puts a file in place whole, unless there is one already. */
async function placeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

export const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in a time that tells nothing about where they differ, nor about the length. */
export const isSameSecret = (given: string, expected: string): boolean => timingSafeEqual(digest(given), digest(expected));
