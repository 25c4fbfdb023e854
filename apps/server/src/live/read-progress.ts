import { type ProgressFrame, isActive } from '@devteam/api';
import { type DriverLabel, type Queryable, readProjectViews } from '@devteam/engine/store';

/** How far each execution is that moves now; one that waits for a person says nothing new. */
export async function readProgress(db: Queryable, label: DriverLabel): Promise<ProgressFrame[]> {
  const views = await readProjectViews(db, label);
  const now = Date.now();
  return views.flatMap(({ currentTask, customerId, execution, lastOutputAt, progress, projectId, seq, totals }): ProgressFrame[] => {
    if (!execution || !isActive(execution.status) || execution.status === 'paused' || execution.status === 'waiting_for_human') return [];
    const { executionId, startedAt, status } = execution;
    const elapsedMs = now - Date.parse(startedAt);
    const payload = { executionId, customerId, status, progress, totals, currentTask, lastOutputAt, elapsedMs };
    return [{ type: 'progress', ts: new Date(now).toISOString(), projectId, payload, seq }];
  });
}
