import { channels } from './channels.ts';
import type { Queryable } from './queryable.ts';

export type LimitKind = 'all' | 'customer' | 'project' | 'lane';

/** `id` of kind `all` is empty. */
export interface SlotLimit {
  kind: LimitKind;
  id: string;
  slots: number;
}

/** What people set, and how many slots all known workers have together. */
export async function readSlotLimits(db: Queryable): Promise<{ limits: SlotLimit[]; workerSlots: number }> {
  const { rows } = await db.query<SlotLimit | { kind: 'workers'; id: string; slots: number }>(
    `select kind, id, slots from engine.slot_limit
     union all select 'workers', '', coalesce(sum(slots), 0)::integer from engine.worker`,
  );
  const limits = rows.filter((row): row is SlotLimit => row.kind !== 'workers');
  return { limits, workerSlots: rows.find(({ kind }) => kind === 'workers')?.slots ?? 0 };
}

/** False: there is no such project. */
export async function savePriority(db: Queryable, projectId: string, priority: number): Promise<boolean> {
  const { rowCount } = await db.query('update engine.project set priority = $2 where id = $1', [projectId, priority]);
  return rowCount === 1;
}

/** Projects of which one was preferred to others of its customer, or put behind them. */
export async function readPriorities(db: Queryable): Promise<{ projectId: string; priority: number }[]> {
  const { rows } = await db.query<{ projectId: string; priority: number }>(
    'select id as "projectId", priority from engine.project where priority <> 0 order by priority desc, id',
  );
  return rows;
}

/** All workers look into the queue: what may run has changed. */
export const nudgeWorkers = async (db: Queryable): Promise<void> =>
  void (await db.query(`select pg_notify('${channels.nodeReady}', 'limits nodes')`));

/** null: the usual number again. */
export async function saveSlotLimit(db: Queryable, { kind, id }: Omit<SlotLimit, 'slots'>, slots: number | null): Promise<void> {
  if (slots === null) await db.query('delete from engine.slot_limit where kind = $1 and id = $2', [kind, id]);
  else
    await db.query(
      `insert into engine.slot_limit (kind, id, slots) values ($1, $2, $3) on conflict (kind, id) do update set slots = excluded.slots`,
      [kind, id, slots],
    );
}
