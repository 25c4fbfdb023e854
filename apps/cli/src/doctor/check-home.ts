import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { failureOf } from '@devteam/api';
import { nearestFolder, probeHome } from '../local/probe-home.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

const gigabyte = 1e9;
const leastBytes = 0.5 * gigabyte;
const goodBytes = 3 * gigabyte;

export async function checkHome(home: string): Promise<Finding> {
  try {
    await probeHome(home);
    return ok('Home', existsSync(home) ? home : `${home}, which is made at the first start`);
  } catch (error) {
    const { next, why } = failureOf(error);
    return failed('Home', `${home} cannot be used: ${why}`, next);
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
