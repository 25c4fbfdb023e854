import { describeFailure } from '@devteam/api';
import { reviewPressure } from '../decisions/review/review-pressure.ts';
import { type ExecutionRow, type Queryable, announceExecution, changeExecution, readOpenReviews } from '../store/index.ts';
import type { Pace } from './pace.ts';

/**
 * More work on a pile that nobody looks at helps nobody: no task of this customer is begun, and its execution says why. What is under way
 * goes on; the sweep asks again.
 */
export async function waitsForReviews(
  db: Queryable,
  execution: ExecutionRow,
  customer: { id: string; name: string },
  { reviews }: Pace,
): Promise<boolean> {
  const open = await readOpenReviews(db, customer.id);
  const known = open.map((row) => ({
    customerId: row.customerId,
    answer: null,
    openedAt: row.openedAt.getTime(),
    task: { key: row.taskKey, title: row.taskTitle },
  }));
  const why = reviewPressure(known, customer, reviews.mostOpen);
  if (why === (execution.reason?.why ?? null)) return why !== null;
  const isOurs = execution.reason?.code === 'review_pending';
  if (why === null && !isOurs) return false;
  await changeExecution(db, execution.id, { reason: why === null ? null : describeFailure('review_pending', { why, place: customer.id }) });
  await announceExecution(db, execution.projectId, execution.id);
  return why !== null;
}
