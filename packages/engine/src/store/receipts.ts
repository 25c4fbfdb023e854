import type { ReceiptView } from '@devteam/api';
import type { NewEvent } from './append-events.ts';
import { batched } from './batched.ts';
import type { Queryable } from './queryable.ts';

export interface ReceiptRow {
  projectId: string;
  /** `sha256:…` of `content`. */
  hash: string;
  executionId: string;
  taskKey: string;
  commit: string;
  /** Exactly the text that was hashed. */
  content: string;
  /** Null: verified, and not (yet) on the branch. */
  landedAt: Date | null;
}

const columns = `project_id as "projectId", hash, execution_id as "executionId", task_key as "taskKey", commit, content, landed_at as "landedAt"`;

export async function saveReceipt(db: Queryable, receipt: Omit<ReceiptRow, 'landedAt'>): Promise<void> {
  await db.query(
    `insert into engine.receipt (project_id, hash, execution_id, task_key, commit, content) values ($1, $2, $3, $4, $5, $6)
     on conflict (project_id, hash) do nothing`,
    [receipt.projectId, receipt.hash, receipt.executionId, receipt.taskKey, receipt.commit, receipt.content],
  );
}

/** Notes that this commit is on the branch; undefined if it has no receipt. */
export const landReceipt = (db: Queryable, projectId: string, commit: string): Promise<ReceiptRow | undefined> =>
  landReceipts(db, { projectId, commit });

const landReceipts = batched<{ projectId: string; commit: string }, ReceiptRow | undefined>(
  ({ commit, projectId }) => `${projectId} ${commit}`,
  async (db, items) => {
    const { rows } = await db.query<ReceiptRow>(
      `update engine.receipt set landed_at = coalesce(landed_at, now())
         from unnest($1::text[], $2::text[]) as landed (project, tip)
        where project_id = landed.project and commit = landed.tip returning ${columns}`,
      [items.map(({ projectId }) => projectId), items.map(({ commit }) => commit)],
    );
    return items.map(({ commit, projectId }) => rows.find((row) => row.projectId === projectId && row.commit === commit));
  },
);

/**
 * Of what landed: by a hash or commit or the beginning of one (7 characters or more), or by the key of a task, of which the newest; also of a task that landed
 * with another one in one commit. Without a project among all of them.
 */
export async function findReceipt(db: Queryable, wanted: string, projectId: string | null = null): Promise<ReceiptRow | undefined> {
  const start = /^(?:sha256:)?([0-9a-f]{7,64})$/.exec(wanted)?.[1];
  const { rows } = await db.query<ReceiptRow>(
    `select ${columns} from engine.receipt,
            lateral (select task_key = $2 or exists (select 1 from engine.task t
                       where t.project_id = receipt.project_id and t.key = $2 and t.commit = receipt.commit and t.outcome = 'landed') as "isOfTask") about
      where landed_at is not null and ($1::text is null or project_id = $1)
        and ("isOfTask" or ($3::text is not null and (hash like 'sha256:' || $3 || '%' or commit like $3 || '%')))
      order by "isOfTask" desc, landed_at desc limit 1`,
    [projectId, wanted, start ?? null],
  );
  return rows[0];
}

/** Of what landed, oldest first. */
export async function listReceipts(db: Queryable, projectId: string | null = null): Promise<ReceiptRow[]> {
  const { rows } = await db.query<ReceiptRow>(
    `select ${columns} from engine.receipt where landed_at is not null and ($1::text is null or project_id = $1)
      order by project_id, landed_at`,
    [projectId],
  );
  return rows;
}

/** The content's own names, with where it lies beside them. */
export function receiptView({ commit, content, executionId, hash, landedAt, projectId, taskKey }: ReceiptRow): ReceiptView {
  const known = JSON.parse(content) as Omit<ReceiptView, 'receiptId'> & { task: { attempt: number } };
  const { approval, askedBy = null, at, base, baseline, checks, criteria, executor, models, prompt, sandbox, tree, verdict } = known;
  const { attempt } = known.task;
  const place = { receiptId: hash, projectId, executionId, taskKey, attempt, commit, landedAt: landedAt?.toISOString() ?? null };
  return {
    ...place,
    tree,
    base,
    sandbox,
    checks,
    baseline,
    criteria,
    verdict,
    approval,
    models,
    prompt,
    ...(executor === undefined ? {} : { executor }),
    askedBy,
    at,
  };
}

export const receiptEvent = (row: ReceiptRow): NewEvent => ({
  type: 'receipt',
  payload: { executionId: row.executionId, receipt: receiptView(row) },
});

export interface CheckLog {
  hash: string;
  /** As its caller packed it. */
  content: Uint8Array;
}

export async function saveCheckLogs(db: Queryable, projectId: string, logs: readonly CheckLog[]): Promise<void> {
  if (logs.length === 0) return;
  await db.query(
    `insert into engine.check_log (project_id, hash, content) select $1, hash, content from unnest($2::text[], $3::bytea[]) as log (hash, content)
     on conflict (project_id, hash) do update set created_at = now()`,
    [projectId, logs.map(({ hash }) => hash), logs.map(({ content }) => content)],
  );
}

export async function readCheckLogs(db: Queryable, projectId: string, hashes: readonly string[]): Promise<CheckLog[]> {
  const { rows } = await db.query<CheckLog>(`select hash, content from engine.check_log where project_id = $1 and hash = any($2)`, [
    projectId,
    hashes,
  ]);
  return rows;
}

/** Receipts that led to nothing, and logs that are past their time; answers how many rows. */
export async function forgetOldEvidence(db: Queryable, keepDays: number): Promise<number> {
  const logs = await db.query(`delete from engine.check_log where created_at < now() - make_interval(days => $1)`, [keepDays]);
  const drafts = await db.query(`delete from engine.receipt where landed_at is null and created_at < now() - make_interval(days => $1)`, [
    keepDays,
  ]);
  return (logs.rowCount ?? 0) + (drafts.rowCount ?? 0);
}
