import type { Queryable } from './queryable.ts';

/** What checks said of a tree, as its caller packed it. */
export interface BaselineRow {
  projectId: string;
  key: string;
  tree: string;
  runs: Uint8Array;
}

/** Undefined if nobody ran these checks on this tree. Marks it as used, so that it is kept. */
export async function findBaseline(db: Queryable, projectId: string, key: string): Promise<Uint8Array | undefined> {
  const { rows } = await db.query<{ runs: Buffer }>(
    `update engine.baseline set used_at = now() where project_id = $1 and key = $2 returning runs`,
    [projectId, key],
  );
  return rows[0]?.runs;
}

/** What checks said of a tree, in whatever sandbox, the newest first. */
export async function readRunsOfTree(db: Queryable, projectId: string, tree: string): Promise<Uint8Array[]> {
  const { rows } = await db.query<{ runs: Buffer }>(
    `select runs from engine.baseline where project_id = $1 and tree = $2 order by used_at desc limit 5`,
    [projectId, tree],
  );
  return rows.map(({ runs }) => runs);
}

/** The newer of two runs on one tree counts. */
export async function saveBaseline(db: Queryable, { key, projectId, runs, tree }: BaselineRow): Promise<void> {
  await db.query(
    `insert into engine.baseline (project_id, key, tree, runs) values ($1, $2, $3, $4)
     on conflict (project_id, key) do update set runs = excluded.runs, used_at = now()`,
    [projectId, key, tree, runs],
  );
}

/** Answers how many were forgotten. */
export async function forgetBaselines(db: Queryable, unusedForDays: number): Promise<number> {
  const { rowCount } = await db.query(`delete from engine.baseline where used_at < now() - make_interval(days => $1)`, [unusedForDays]);
  return rowCount ?? 0;
}
