import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { collectGarbage } from '../commands/upkeep.ts';
import { removeAbandoned } from '../lock/lock-file.ts';
import { finishRepair } from './repair.ts';
import type { Cancelable } from '../repository.ts';
import type { Mirror } from './mirror.ts';

export async function maintain(mirror: Mirror, { signal }: Cancelable = {}): Promise<void> {
  await mirror.locked(
    async ({ started }) => {
      await finishRepair(mirror);
      await removeAbandoned(mirror.lockPath);
      const crashReports = (await readdir(mirror.directory)).filter((name) => name.startsWith('fast_import_crash_'));
      await Promise.all(crashReports.map((name) => rm(join(mirror.directory, name), { force: true })));
      await mirror.run(collectGarbage(), { signal, started });
      // It would keep the space of packs that are gone.
      await mirror.restartReader();
    },
    { signal },
  );
}
