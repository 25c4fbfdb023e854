import type { AuditEntry, Place } from '@devteam/api';
import { jsonText } from '../json-text.ts';
import type { Queryable } from '../queryable.ts';
import type { Sight } from './tenancy.ts';

export type NewAuditEntry = Pick<
  AuditEntry,
  'requestId' | 'userId' | 'person' | 'via' | 'action' | 'kind' | 'customerId' | 'projectId' | 'subject' | 'request'
>;

/** Before it is carried out: nothing happens that nobody can find. */
export async function addAuditEntry(db: Queryable, entry: NewAuditEntry): Promise<void> {
  await db.query(
    `insert into access.audit (request_id, user_id, person, via, action, kind, customer_id, project_id, subject, request)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (request_id) do nothing`,
    [
      entry.requestId,
      entry.userId,
      entry.person,
      entry.via,
      entry.action,
      entry.kind,
      entry.customerId,
      entry.projectId,
      entry.subject,
      jsonText(entry.request),
    ],
  );
}

export async function closeAuditEntry(
  db: Queryable,
  requestId: string,
  end: { outcome: string; place?: Place | undefined; before?: unknown; after?: unknown },
): Promise<void> {
  await db.query(
    `update access.audit set outcome = $2, before = $3, answer = $4, customer_id = coalesce($5, customer_id), project_id = coalesce($6, project_id)
      where request_id = $1`,
    [
      requestId,
      end.outcome,
      end.before === undefined ? null : jsonText(end.before),
      end.after === undefined ? null : jsonText(end.after),
      end.place?.customerId ?? null,
      end.place?.projectId ?? null,
    ],
  );
}

export interface AuditFilter {
  person?: string | undefined;
  customerId?: string | undefined;
  projectId?: string | undefined;
  kind?: string | undefined;
  action?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

interface Row extends Omit<AuditEntry, 'auditId' | 'at'> {
  auditId: string;
  at: Date;
}

/** Newest first, only of places in sight; what is about no customer is for those who see everything. */
export async function listAudit(
  db: Queryable,
  wanted: AuditFilter & { sight: Sight; before: number | null; limit: number },
): Promise<AuditEntry[]> {
  const { before, limit, sight } = wanted;
  const { rows } = await db.query<Row>(
    `select id as "auditId", request_id as "requestId", at, user_id as "userId", person, via, action, kind, customer_id as "customerId",
            project_id as "projectId", subject, request, before, answer as after, outcome
       from access.audit
      where ($1 or customer_id = any($2) or project_id = any($3))
        and ($4::bigint is null or id < $4) and ($5::text is null or user_id = $5 or person = $5) and ($6::text is null or customer_id = $6)
        and ($7::text is null or project_id = $7) and ($8::text is null or kind = $8) and ($9::text is null or action = $9)
        and ($10::timestamptz is null or at >= $10) and ($11::timestamptz is null or at < $11)
      order by id desc limit $12`,
    [
      sight.everything,
      sight.customers,
      sight.projects,
      before,
      wanted.person ?? null,
      wanted.customerId ?? null,
      wanted.projectId ?? null,
      wanted.kind ?? null,
      wanted.action ?? null,
      wanted.since ?? null,
      wanted.until ?? null,
      limit,
    ],
  );
  return rows.map((row) => Object.assign(row, { at: row.at.toISOString() }));
}
