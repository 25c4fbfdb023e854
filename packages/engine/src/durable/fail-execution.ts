import { failureOf } from '@devteam/api';
import { appendEvents, changeExecution, executionEvent, findExecutionById, inProject } from '../store/index.ts';
import { completionOf } from './advance.ts';
import type { Hands } from './hands.ts';
import { patiently } from './patiently.ts';

/** The program itself broke: the execution ends with what is known, instead of standing still without a word. */
export async function failExecution(hands: Hands, executionId: string, error: unknown): Promise<void> {
  const execution = await patiently(() => findExecutionById(hands.pool, executionId), hands.log);
  if (!execution || execution.endedAt) return;
  const { projectId } = execution;
  const failure = failureOf(error);
  await patiently(
    () =>
      inProject(hands.pool, projectId, async (db) => {
        if (!(await changeExecution(db, executionId, { status: 'error', reason: failure, ended: true }, [execution.status]))) return;
        const update = await executionEvent(db, executionId);
        await appendEvents(db, projectId, [
          { type: 'error', payload: { executionId, taskKey: null, failure } },
          update,
          completionOf(update),
        ]);
      }),
    hands.log,
  );
}
