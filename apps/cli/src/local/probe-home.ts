import { mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError } from '@devteam/api';

/** The folder itself, or the nearest one above it that is there. */
export async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const above = dirname(path);
  return found || above === path ? path : nearestFolder(above);
}

/**
 * Whether the home can be made or written, by writing: what rights say is not what the file system does. Throws `home_not_writable`.
 * It comes before anything is made, also because Node's own recursive `mkdir` never ends where a file system answers like /proc.
 */
export async function probeHome(home: string): Promise<void> {
  try {
    const folder = await nearestFolder(home);
    if (!(await stat(folder)).isDirectory()) throw new Error(`${folder} is a file and no folder`);
    await rmdir(await mkdtemp(join(folder, '.devteam-probe-')));
  } catch (error) {
    throw new CodedError(
      'home_not_writable',
      { place: home, why: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}
