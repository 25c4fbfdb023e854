import { createHash, randomBytes } from 'node:crypto';
import { link, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts a file there that never changes, readable for everybody, and resolves to its path. Its name ends in what is in it: a sandbox that is being made may just be
 * mounting it, and a file that is replaced under it, even by the same, is one that cannot be mounted.
 */
export async function layFile(folder: string, name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, `${name}.${createHash('sha256').update(content).digest('hex').slice(0, 16)}`);
  if (await stat(path).catch(() => undefined)) return path;
  const making = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(making, content, { mode: 0o644 });
  try {
    // As a whole or not at all, and not if somebody else was quicker.
    await link(making, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(making);
  }
  return path;
}
