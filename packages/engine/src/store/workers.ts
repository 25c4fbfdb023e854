import type { Queryable } from './queryable.ts';

export interface WorkerRow {
  id: string;
  host: string;
  pid: number;
  /** Its heartbeat is older than the bound: dead, unplugged, or frozen. */
  stale: boolean;
}

export async function addWorker(db: Queryable, worker: { id: string; host: string; pid: number; slots: number }): Promise<void> {
  await db.query('insert into engine.worker (id, host, pid, slots) values ($1, $2, $3, $4) on conflict (id) do nothing', [
    worker.id,
    worker.host,
    worker.pid,
    worker.slots,
  ]);
}

/** False: someone declared this worker dead, so it has to stop at once. */
export async function beat(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query('update engine.worker set beat = now() where id = $1', [id]);
  return rowCount === 1;
}

export async function listWorkers(db: Queryable, options: { staleAfterSeconds: number }): Promise<WorkerRow[]> {
  const { rows } = await db.query<WorkerRow>(
    `select id, host, pid, beat < now() - make_interval(secs => $1) as stale from engine.worker order by started_at`,
    [options.staleAfterSeconds],
  );
  return rows;
}

export async function forgetWorker(db: Queryable, id: string): Promise<void> {
  await db.query('delete from engine.worker where id = $1', [id]);
}
