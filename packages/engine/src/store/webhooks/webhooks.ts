import type { WebhookView } from '@devteam/api';
import type { Pool } from 'pg';
import { type Queryable, inTransaction } from '../queryable.ts';

export interface WebhookRow extends Omit<WebhookView, 'createdAt' | 'enabled'> {
  /** Both sides have to know it. */
  secret: string;
  createdAt: Date;
  disabledAt: Date | null;
}

const columns = `w.id as "webhookId", w.customer_id as "customerId", w.project_id as "projectId", w.name, w.url, w.kinds, w.format, w.secret,
  w.made_by as "madeBy", w.created_at as "createdAt", w.failures, w.disabled_at as "disabledAt", w.disabled_why as "disabledWhy",
  (select count(*)::integer from access.webhook_delivery d where d.webhook_id = w.id and d.status = 'waiting') as waiting`;

export const webhookView = (row: WebhookRow): WebhookView => ({
  webhookId: row.webhookId,
  customerId: row.customerId,
  projectId: row.projectId,
  name: row.name,
  url: row.url,
  kinds: row.kinds,
  format: row.format,
  enabled: row.disabledAt === null,
  disabledWhy: row.disabledWhy,
  failures: row.failures,
  waiting: row.waiting,
  madeBy: row.madeBy,
  createdAt: row.createdAt.toISOString(),
});

type NewWebhook = Pick<WebhookRow, 'webhookId' | 'customerId' | 'projectId' | 'name' | 'url' | 'kinds' | 'format' | 'secret' | 'madeBy'>;

/** It is told what happens from now on, so it is up to date with every project that is there. */
export async function addWebhook(pool: Pool, webhook: NewWebhook): Promise<void> {
  await inTransaction(pool, async (db) => {
    await db.query(
      `insert into access.webhook (id, customer_id, project_id, name, url, kinds, format, secret, made_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        webhook.webhookId,
        webhook.customerId,
        webhook.projectId,
        webhook.name,
        webhook.url,
        webhook.kinds,
        webhook.format,
        webhook.secret,
        webhook.madeBy,
      ],
    );
    await db.query(
      `insert into access.webhook_position (webhook_id, project_id, seq)
       select $1, p.id, p.event_seq from engine.project p
        where ($2::text is null or p.customer_id = $2) and ($3::text is null or p.id = $3)`,
      [webhook.webhookId, webhook.customerId, webhook.projectId],
    );
  });
}

export async function findWebhook(db: Queryable, webhookId: string): Promise<WebhookRow | undefined> {
  const { rows } = await db.query<WebhookRow>(`select ${columns} from access.webhook w where w.id = $1`, [webhookId]);
  return rows[0];
}

export async function listWebhooks(db: Queryable): Promise<WebhookRow[]> {
  const { rows } = await db.query<WebhookRow>(`select ${columns} from access.webhook w order by w.created_at, w.id`);
  return rows;
}

export type WebhookChange = Partial<Pick<WebhookRow, 'name' | 'url' | 'kinds' | 'format' | 'secret'>> & { enabled?: boolean };

/** Changes what is named; `require` is shown what it is under the lock of its row. Undefined: there is none of this id. */
export function changeWebhook(
  pool: Pool,
  webhookId: string,
  change: WebhookChange,
  require: (current: WebhookView) => void,
): Promise<WebhookRow | undefined> {
  return inTransaction(pool, async (db) => {
    await db.query('select 1 from access.webhook where id = $1 for update', [webhookId]);
    const before = await findWebhook(db, webhookId);
    if (!before) return undefined;
    require(webhookView(before));
    await db.query(
      `update access.webhook set name = coalesce($2, name), url = coalesce($3, url), kinds = coalesce($4, kinds), format = coalesce($5, format),
         secret = coalesce($6, secret), failures = case when $7 then 0 else failures end,
         disabled_at = case when $7 then null when $7 = false then coalesce(disabled_at, now()) else disabled_at end,
         disabled_why = case when $7 then null when $7 = false then coalesce(disabled_why, 'a person disabled it') else disabled_why end
        where id = $1`,
      [
        webhookId,
        change.name ?? null,
        change.url ?? null,
        change.kinds ?? null,
        change.format ?? null,
        change.secret ?? null,
        change.enabled ?? null,
      ],
    );
    return findWebhook(db, webhookId);
  });
}

/** False: there is none of this id. */
export async function removeWebhook(db: Queryable, webhookId: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from access.webhook where id = $1', [webhookId]);
  return rowCount === 1;
}

/** One more try failed, or one arrived; after too many in a row, or at once for a reason, nothing more is sent. */
export async function noteTry(
  db: Queryable,
  webhookId: string,
  tried: { delivered: boolean; disable: string | null; mostFailures: number },
): Promise<void> {
  await db.query(
    `update access.webhook set failures = case when $2 then 0 else failures + 1 end,
       disabled_at = case when not $2 and disabled_at is null and ($3::text is not null or failures + 1 >= $4) then now() else disabled_at end,
       disabled_why = case when not $2 and disabled_at is null and ($3::text is not null or failures + 1 >= $4)
                           then coalesce($3, (failures + 1) || ' tries in a row failed') else disabled_why end
      where id = $1`,
    [webhookId, tried.delivered, tried.disable, tried.mostFailures],
  );
}
