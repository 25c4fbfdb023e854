import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where git keeps lock files in a bare repository; objects are written without any. */
const flatDirectories = ['.', 'objects/info', 'objects/info/commit-graphs'];

/** Removes what a killed git left locked. Only for the holder of the mirror's lock, when no git of ours runs. */
export async function removeStaleGitLocks(directory: string): Promise<void> {
  const flat = await Promise.all(flatDirectories.map((name) => lockFiles(join(directory, name), false)));
  const refs = await lockFiles(join(directory, 'refs'), true);
  const found = [...flat.flat(), ...refs, join(directory, 'gc.pid')];
  await Promise.all(found.map((path) => rm(path, { force: true })));
}

async function lockFiles(directory: string, recursive: boolean): Promise<string[]> {
  const entries = await readdir(directory, { recursive, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.lock')).map((entry) => join(entry.parentPath, entry.name));
}
