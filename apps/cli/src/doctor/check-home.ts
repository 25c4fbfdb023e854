import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCatalogue } from '@devteam/api';
import { type Finding, failed, ok, warning } from './finding.ts';

const gigabyte = 1e9;
const leastBytes = 0.5 * gigabyte;
const goodBytes = 3 * gigabyte;

/** The folder itself, or the nearest one above it that is there: what would be asked when it is made. */
async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const above = dirname(path);
  return found || above === path ? path : nearestFolder(above);
}

export async function checkHome(home: string): Promise<Finding> {
  const { next } = errorCatalogue.home_not_writable;
  try {
    const folder = await nearestFolder(home);
    if (!(await stat(folder)).isDirectory()) return failed('Home', `${folder} is a file and no folder`, next);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok('Home', folder === home ? home : `${home}, which is made at the first start`);
  } catch (error) {
    return failed('Home', `${home} cannot be used: ${error instanceof Error ? error.message : String(error)}`, next);
  }
}

export async function checkDisk(home: string): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(await nearestFolder(home));
    return judgeDisk(bavail * bsize);
  } catch (error) {
    return warning(
      'Disk',
      `the free space is not known: ${error instanceof Error ? error.message : String(error)}`,
      'Look at it with `df -h`.',
    );
  }
}

export function judgeDisk(freeBytes: number): Finding {
  const detail = `${(freeBytes / gigabyte).toFixed(1)} GB free where the home lies`;
  if (freeBytes < leastBytes) return failed('Disk', detail, 'Make space, or set DEVTEAM_HOME to a folder on another disk.');
  if (freeBytes < goodBytes) return warning('Disk', detail, 'Enough to start, but copies of large repositories need more.');
  return ok('Disk', detail);
}
