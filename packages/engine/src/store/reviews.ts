import type { Failure, MadeBy, ReviewChoice, ReviewView } from '@devteam/api';
import { batchedRows } from './batched.ts';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

/** The work of the last attempt, kept in the mirror until somebody decides. */
export interface KeptWork {
  base: string;
  commit: string;
  failedChecks: string[];
  /** What the commit's receipt will say of how it came about; absent in rows of earlier versions. */
  summary?: string | null;
  changedFiles?: string[] | null;
  made?: MadeBy | null;
}

export interface ReviewAnswerRow {
  key: string;
  choice: ReviewChoice;
  by: string;
  note: string;
}

export interface ReviewRow {
  id: string;
  projectId: string;
  customerId: string;
  executionId: string;
  taskKey: string;
  taskId: string | null;
  taskTitle: string;
  why: Failure;
  facts: ReviewView['facts'];
  claims: ReviewView['claims'];
  choices: ReviewChoice[];
  work: KeptWork | null;
  openedAt: Date;
  deadline: Date;
  escalations: number;
  answer: ReviewAnswerRow | null;
  answeredAt: Date | null;
  /** Its execution has ended: nobody waits for the answer. */
  isWithdrawn: boolean;
}

const columns = `r.id, r.project_id as "projectId", r.customer_id as "customerId", r.execution_id as "executionId", r.task_key as "taskKey", r.task_id as "taskId",
  r.task_title as "taskTitle", r.why, r.facts, r.claims, r.choices, r.work, r.opened_at as "openedAt", r.deadline, r.escalations, r.answer,
  r.answered_at as "answeredAt", (r.answered_at is null and e.ended_at is not null) as "isWithdrawn"`;
const from = `from engine.review r join engine.execution e on e.id = r.execution_id`;

export async function addReview(
  db: Queryable,
  review: Omit<ReviewRow, 'openedAt' | 'escalations' | 'answer' | 'answeredAt' | 'isWithdrawn'>,
): Promise<void> {
  await db.query(
    `insert into engine.review (id, project_id, customer_id, execution_id, task_key, task_id, task_title, why, facts, claims, choices, work, deadline)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      review.id,
      review.projectId,
      review.customerId,
      review.executionId,
      review.taskKey,
      review.taskId,
      review.taskTitle,
      jsonText(review.why),
      jsonText(review.facts),
      jsonText(review.claims),
      review.choices,
      review.work ? jsonText(review.work) : null,
      review.deadline,
    ],
  );
}

export async function findReview(db: Queryable, id: string): Promise<ReviewRow | undefined> {
  const { rows } = await db.query<ReviewRow>(`select ${columns} ${from} where r.id = $1`, [id]);
  return rows[0];
}

/** Nearest deadline first. `open`: only those that wait for an answer. */
export async function listReviews(
  db: Queryable,
  wanted: { projectId?: string; customerId?: string; executionId?: string; open?: boolean } = {},
): Promise<ReviewRow[]> {
  const { rows } = await db.query<ReviewRow>(
    `select ${columns} ${from}
      where ($1::text is null or r.project_id = $1) and ($2::text is null or r.customer_id = $2) and ($3::text is null or r.execution_id = $3)
        and (not $4 or (r.answered_at is null and e.ended_at is null))
      order by r.answered_at is not null, r.deadline, r.opened_at, r.id`,
    [wanted.projectId ?? null, wanted.customerId ?? null, wanted.executionId ?? null, wanted.open ?? false],
  );
  return rows;
}

/** Those of a customer that wait for an answer. */
export const readOpenReviews: (db: Queryable, customerId: string) => Promise<ReviewRow[]> = batchedRows(
  async (db, customerIds) =>
    (
      await db.query<ReviewRow & { belongsTo: string }>(
        `select ${columns}, r.customer_id as "belongsTo" ${from}
          where r.customer_id = any($1) and r.answered_at is null and e.ended_at is null order by r.deadline, r.opened_at, r.id`,
        [customerIds],
      )
    ).rows,
);

export async function saveReviewAnswer(db: Queryable, id: string, answer: ReviewAnswerRow): Promise<void> {
  await db.query('update engine.review set answer = $2, answered_at = now() where id = $1 and answered_at is null', [id, jsonText(answer)]);
}

/** Open ones whose deadline has passed. */
export async function listOverdueReviews(db: Queryable): Promise<ReviewRow[]> {
  const { rows } = await db.query<ReviewRow>(
    `select ${columns} ${from} where r.answered_at is null and e.ended_at is null and r.deadline <= now() order by r.deadline`,
  );
  return rows;
}

/** False: somebody else has told them already. */
export async function noteEscalations(db: Queryable, id: string, before: number, now: number): Promise<boolean> {
  const { rowCount } = await db.query(
    'update engine.review set escalations = $3 where id = $1 and escalations = $2 and answered_at is null',
    [id, before, now],
  );
  return rowCount === 1;
}

export const reviewView = (row: ReviewRow): ReviewView => ({
  reviewId: row.id,
  projectId: row.projectId,
  customerId: row.customerId,
  executionId: row.executionId,
  task: { key: row.taskKey, id: row.taskId, title: row.taskTitle },
  state: row.answer ? 'answered' : row.isWithdrawn ? 'withdrawn' : 'open',
  why: row.why,
  facts: row.facts,
  claims: row.claims,
  choices: row.choices,
  work: row.work && { base: row.work.base, commit: row.work.commit, failedChecks: row.work.failedChecks },
  openedAt: row.openedAt.toISOString(),
  deadline: row.deadline.toISOString(),
  escalations: row.escalations,
  answer: row.answer
    ? { choice: row.answer.choice, by: row.answer.by, note: row.answer.note, at: (row.answeredAt ?? row.openedAt).toISOString() }
    : null,
});
