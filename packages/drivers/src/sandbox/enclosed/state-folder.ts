import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeadOwner } from '../left-overs.ts';
import { removeTree } from '../remove-tree.ts';

/**
 * Where a driver keeps what it needs beside the work folders: the runner laid out, and for each sandbox a folder of sockets. Its path is short, since that of a
 * unix socket may have 104 characters, and others may pass through it, since sandboxes run as another user; what is not theirs has rights of its own.
 */
export function stateFolderOf(driverName: string, parent: string | undefined): string {
  const uid = process.getuid?.() ?? 0;
  const folder = parent ?? (uid === 0 && process.platform === 'linux' ? '/run/devteam' : join(tmpdir(), `devteam-${uid}`));
  return join(folder, driverName);
}

export async function makeStateFolder(state: string): Promise<void> {
  await mkdir(dirname(state), { recursive: true, mode: 0o711 });
  await mkdir(state, { recursive: true, mode: 0o711 });
}

/** An owner is in the name, so that `removeFoldersOfTheDead` knows whose it is. */
export const makeSocketFolder = (state: string, owner: string): Promise<string> => mkdtemp(join(state, `${nameOf(owner)}.`));

export async function removeFoldersOfTheDead(parents: readonly (string | undefined)[], installation: string): Promise<void> {
  for (const parent of parents.filter((each) => each !== undefined))
    for (const name of await readdir(parent).catch(() => [])) {
      const owner = ownerIn(name);
      if (owner !== undefined && (await isDeadOwner(owner, installation))) await removeTree(join(parent, name));
    }
}

/** Slashes separate in an owner's mark, and cannot be in a name. */
export const nameOf = (owner: string): string => owner.replaceAll('/', '+');
export const ownerIn = (name: string): string | undefined => /^([^+]+\+\d+\+\d+)\./.exec(name)?.[1]?.replaceAll('+', '/');
