import { type DeliveryView, type Event, type EventType, type NoticeKind, noticeOf } from '@devteam/api';
import type { Pool } from 'pg';
import { type Queryable, inTransaction } from '../queryable.ts';

export interface DeliveryRow extends Omit<DeliveryView, 'nextAt' | 'createdAt' | 'endedAt'> {
  nextAt: Date;
  createdAt: Date;
  endedAt: Date | null;
}

const columns = `d.id as "deliveryId", d.webhook_id as "webhookId", d.project_id as "projectId", d.seq::float8 as seq, d.kind, d.status, d.tries,
  d.answered, d.why, d.next_at as "nextAt", d.created_at as "createdAt", d.ended_at as "endedAt"`;

export const deliveryView = (row: DeliveryRow): DeliveryView => ({
  deliveryId: row.deliveryId,
  webhookId: row.webhookId,
  projectId: row.projectId,
  seq: row.seq,
  kind: row.kind,
  status: row.status,
  tries: row.tries,
  answered: row.answered,
  why: row.why,
  nextAt: row.status === 'waiting' ? row.nextAt.toISOString() : null,
  createdAt: row.createdAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
});

export interface Lagging {
  webhookId: string;
  projectId: string;
  kinds: NoticeKind[];
  /** Number of the newest event of the project. */
  head: number;
}

/** Webhooks with projects in which something happened since they were looked through. */
export async function listLagging(db: Queryable, limit: number): Promise<Lagging[]> {
  const { rows } = await db.query<Lagging>(
    `select w.id as "webhookId", p.id as "projectId", w.kinds, p.event_seq::float8 as head
       from access.webhook w
       join engine.project p on (w.customer_id is null or p.customer_id = w.customer_id) and (w.project_id is null or p.id = w.project_id)
       left join access.webhook_position o on o.webhook_id = w.id and o.project_id = p.id
      where w.disabled_at is null and p.event_seq > coalesce(o.seq, 0) limit $1`,
    [limit],
  );
  return rows;
}

/** Types of events that a notice may come of. */
const telling: readonly EventType[] = [
  'completion',
  'execution-update',
  'receipt',
  'task-list-update',
  'review-update',
  'injection-update',
  'resolution-update',
  'budget-update',
  'error',
];
const mostEvents = 500;

/**
 * Looks a project's stored events through for one webhook, from where it was left, and writes down what it is to be told. Place and
 * deliveries are one transaction, so an event is neither missed nor told of twice, whichever process dies. Answers how many there are.
 */
export function collectDeliveries(pool: Pool, { head, kinds, projectId, webhookId }: Lagging): Promise<number> {
  return inTransaction(pool, async (db) => {
    await db.query('insert into access.webhook_position (webhook_id, project_id, seq) values ($1, $2, 0) on conflict do nothing', [
      webhookId,
      projectId,
    ]);
    const { rows: places } = await db.query<{ seq: number }>(
      `select seq::float8 as seq from access.webhook_position where webhook_id = $1 and project_id = $2 for update skip locked`,
      [webhookId, projectId],
    );
    const [place] = places;
    // Another process is at it.
    if (!place || place.seq >= head) return 0;
    const { rows } = await db.query<{ seq: number; type: EventType; payload: unknown; ts: Date }>(
      `select seq::float8 as seq, type, payload, ts from engine.event
        where project_id = $1 and seq > $2 and seq <= $3 and type = any($4) order by seq limit $5`,
      [projectId, place.seq, head, telling, mostEvents],
    );
    const told = rows.flatMap(({ payload, seq, ts, type }) => {
      const notice = noticeOf({ projectId, seq, ts: ts.toISOString(), type, payload } as Event);
      return notice && kinds.includes(notice.kind) ? [{ seq, kind: notice.kind }] : [];
    });
    await db.query(
      `insert into access.webhook_delivery (webhook_id, project_id, seq, kind)
       select $1, $2, seq, kind from unnest($3::bigint[], $4::text[]) as told (seq, kind) on conflict do nothing`,
      [webhookId, projectId, told.map(({ seq }) => seq), told.map(({ kind }) => kind)],
    );
    const until = rows.length < mostEvents ? head : (rows.at(-1)?.seq ?? head);
    await db.query('update access.webhook_position set seq = $3 where webhook_id = $1 and project_id = $2', [webhookId, projectId, until]);
    return told.length;
  });
}

/** What is due, taken by this process for a while; whoever dies with it leaves it to others. */
export async function claimDeliveries(db: Queryable, options: { limit: number; claimSeconds: number }): Promise<DeliveryRow[]> {
  const { rows } = await db.query<DeliveryRow>(
    `update access.webhook_delivery d set tries = d.tries + 1, claimed_until = now() + make_interval(secs => $2)
      where d.id in (select o.id from access.webhook_delivery o join access.webhook w on w.id = o.webhook_id
                      where o.status = 'waiting' and o.next_at <= now() and (o.claimed_until is null or o.claimed_until < now())
                        and w.disabled_at is null
                      order by o.id limit $1 for update of o skip locked)
      returning ${columns}`,
    [options.limit, options.claimSeconds],
  );
  return rows.toSorted((a, b) => Number(a.deliveryId) - Number(b.deliveryId));
}

/** What a try came to; `nextMs`: how long until the next, null: it was the last. */
export async function endTry(
  db: Queryable,
  deliveryId: string,
  tried: { delivered: boolean; answered: number | null; why: string | null; nextMs: number | null },
): Promise<void> {
  const status = tried.delivered ? 'delivered' : tried.nextMs === null ? 'given_up' : 'waiting';
  await db.query(
    `update access.webhook_delivery set status = $2, answered = $3, why = $4, claimed_until = null,
       next_at = now() + make_interval(secs => $5), ended_at = case when $2 = 'waiting' then null else now() end
      where id = $1`,
    [deliveryId, status, tried.answered, tried.why, (tried.nextMs ?? 0) / 1000],
  );
}

/** Newest first. */
export async function listDeliveries(
  db: Queryable,
  webhookId: string,
  wanted: { status?: string | undefined; before: number | null; limit: number },
): Promise<DeliveryRow[]> {
  const { rows } = await db.query<DeliveryRow>(
    `select ${columns} from access.webhook_delivery d
      where d.webhook_id = $1 and ($2::text is null or d.status = $2) and ($3::bigint is null or d.id < $3) order by d.id desc limit $4`,
    [webhookId, wanted.status ?? null, wanted.before, wanted.limit],
  );
  return rows;
}

/** Undefined: this webhook has none of this id. */
export async function deliverAgain(db: Queryable, webhookId: string, deliveryId: string): Promise<DeliveryRow | undefined> {
  if (!/^\d{1,18}$/.test(deliveryId)) return undefined;
  const { rows } = await db.query<DeliveryRow>(
    `update access.webhook_delivery d set status = 'waiting', tries = 0, next_at = now(), claimed_until = null, ended_at = null
      where d.webhook_id = $1 and d.id = $2 returning ${columns}`,
    [webhookId, deliveryId],
  );
  return rows[0];
}

/** Those that ended so long ago that nobody asks. */
export async function forgetDeliveries(db: Queryable, keepDays: number): Promise<void> {
  await db.query('delete from access.webhook_delivery where ended_at < now() - make_interval(days => $1)', [keepDays]);
}
