import { nextExecutionStatus } from '../../decisions/execution-table.ts';
import { type Queryable, announceExecution, changeExecution, findExecution } from '../../store/index.ts';

/** A project that waited because no task of it could begin looks again: something about its tasks has changed. */
export async function goOnWhereBlocked(db: Queryable, projectId: string): Promise<void> {
  const execution = await findExecution(db, projectId);
  if (execution?.status !== 'waiting_for_human' || execution.reason?.code !== 'tasks_blocked') return;
  const status = nextExecutionStatus(execution.status, 'resume');
  if (!status) return;
  await changeExecution(db, execution.id, { status, reason: null }, [execution.status]);
  await announceExecution(db, projectId, execution.id);
}
