import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listRefs } from '../commands/refs.ts';
import { fetchFromMirror } from '../commands/remote.ts';
import { clone } from './clone.ts';
import type { Mirror, RunOptions } from './mirror.ts';

const ownRefs = ['refs/devteam/', 'refs/heads/task/'];
const ready = (mirror: Mirror): string => `${mirror.directory}.ready`;

/** Clones again beside the damaged mirror, brings our own refs over, and swaps the two. For the holder of the lock. */
export async function repair(mirror: Mirror, options: RunOptions): Promise<void> {
  await clone(mirror, { ...options, target: ready(mirror), finish: (gitDirectory) => rescueRefs(mirror, { ...options, gitDirectory }) });
  await finishRepair(mirror);
}

/**
 * Puts a finished clone in the place of the damaged mirror. Two renames are not one: killed in between, the next caller finds the clone
 * under its waiting name and goes on here. Also removes what killed calls left beside the mirror.
 */
export async function finishRepair(mirror: Mirror): Promise<void> {
  if (await exists(ready(mirror))) {
    if (await exists(mirror.directory)) await rename(mirror.directory, `${mirror.directory}.damaged-${randomUUID()}`);
    await rename(ready(mirror), mirror.directory);
    await mirror.restartReader();
  }
  const parent = dirname(mirror.directory);
  const name = basename(mirror.directory);
  const leftovers = (await readdir(parent)).filter((entry) => entry.startsWith(`${name}.passing-`) || entry.startsWith(`${name}.damaged-`));
  for (const entry of leftovers) await rm(join(parent, entry), { recursive: true, force: true });
}

/** One by one if not all together, so that one unreadable ref does not cost the others. */
async function rescueRefs(mirror: Mirror, { gitDirectory, ...options }: RunOptions & { gitDirectory: string }): Promise<void> {
  const refs = await mirror.run(listRefs(...ownRefs), options).catch(() => new Map<string, string>());
  if (refs.size === 0) return;
  const rescue = async (names: string[]): Promise<boolean> => {
    try {
      await mirror.run(fetchFromMirror(mirror.directory, names), { ...options, gitDirectory });
      return true;
    } catch {
      options.signal?.throwIfAborted();
      return false;
    }
  };
  if (await rescue([...refs.keys()])) return;
  for (const ref of refs.keys()) await rescue([ref]);
}

export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
