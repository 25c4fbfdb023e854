import { access } from 'node:fs/promises';
import { isActive } from '@devteam/api';
import type { Repository } from '@devteam/drivers/repository';
import type { Pool } from 'pg';
import { type Project, findExecution, listProjects } from '../store/index.ts';
import { mirrorDirectory } from './node-workplace.ts';

/** Packs the local copies of projects that nobody works on, one after the other; what this machine has no copy of is left alone. */
export async function maintainMirrors(options: { pool: Pool; home: string; open: (project: Project) => Repository }): Promise<void> {
  for (const project of await listProjects(options.pool)) {
    const execution = await findExecution(options.pool, project.id);
    if (execution && isActive(execution.status)) continue;
    const isHere = await access(mirrorDirectory(options.home, project)).then(
      () => true,
      () => false,
    );
    if (isHere) await options.open(project).maintain();
  }
}
