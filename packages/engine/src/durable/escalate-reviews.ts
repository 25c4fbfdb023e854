import { type ReviewRow, announceLog, inProject, listOverdueReviews, noteEscalations } from '../store/index.ts';
import { dueEscalations } from '../decisions/review/review-pressure.ts';
import type { Command } from './hands.ts';
import { announceReview } from './open-review.ts';

/** Tells who should know of reviews that nobody answers, each step once. Nothing is ever decided because time passed. */
export async function escalateReviews({ pace, pool }: Command): Promise<void> {
  const steps = pace.reviews.escalations.map(({ afterSeconds, to }) => ({ afterMs: afterSeconds * 1000, to }));
  for (const row of await listOverdueReviews(pool)) {
    const due = dueEscalations(asReview(row), row.escalations, steps, Date.now());
    if (due.length === 0) continue;
    await inProject(pool, row.projectId, async (db) => {
      if (!(await noteEscalations(db, row.id, row.escalations, row.escalations + due.length))) return;
      await announceLog(db, row.projectId, {
        executionId: row.executionId,
        taskKey: row.taskKey,
        attempt: 1,
        node: null,
        level: 'warn',
        stream: 'engine',
        lines: due.map(({ to, words }) => `for ${to}: ${words}`),
      });
      await announceReview(db, row.projectId, row.id);
    });
  }
}

const asReview = (row: ReviewRow) => ({
  deadline: row.deadline.getTime(),
  openedAt: row.openedAt.getTime(),
  answer: row.answer,
  task: { key: row.taskKey, title: row.taskTitle },
});
