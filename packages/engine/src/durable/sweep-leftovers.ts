import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { readLiveClaims } from '../store/index.ts';
import type { LogLevel } from './engine.ts';
import type { Equipment } from './equipment.ts';
import { patiently } from './patiently.ts';

/**
 * Removes what dead workers left on this machine: their sandboxes with everything that runs in them, and their folders. Folders are
 * listed before the claims are read, because a claim is written down before its folder is made.
 */
export async function sweepLeftovers(options: {
  pool: Pool;
  home: string;
  equipment: Equipment;
  log: (level: LogLevel, message: string) => void;
}): Promise<void> {
  const { equipment, home, log, pool } = options;
  const directory = join(home, 'workspaces');
  const folders = await readdir(directory);
  const live = await patiently(() => readLiveClaims(pool), log);
  for (const [name, ended] of await equipment.reap(live)) {
    if (ended.length > 0) log('info', `ended ${ended.length} ${name} sandboxes that a dead worker left`);
  }
  for (const folder of folders.filter((each) => !live.has(each))) await rm(join(directory, folder), { recursive: true, force: true });
}
