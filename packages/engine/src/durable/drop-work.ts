import { type ExecutionRow, findInterruptedWork, findTask, inProject } from '../store/index.ts';
import type { Hands } from './hands.ts';
import { taskBranch } from './nodes/execute-code.ts';
import { patiently } from './patiently.ts';

/**
 * Drops what a task that was cut off has left on its own branch of the mirror, unless it is to be kept. A task that is selected again by
 * then may have put its new work there, which takes the place of the old anyway.
 */
export async function dropWork(hands: Hands, execution: ExecutionRow, key: string): Promise<void> {
  const repository = await hands.openRepository(execution.projectId);
  await patiently(
    () =>
      inProject(hands.pool, execution.projectId, async (db) => {
        const task = await findTask(db, execution.id, key);
        if (task?.outcome !== 'canceled') return;
        const work = await findInterruptedWork(db, execution.id, key, task.selections);
        if (work === 'discard') await repository.forget(taskBranch(task));
      }),
    hands.log,
  );
}
