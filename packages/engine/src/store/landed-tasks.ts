import type { Queryable } from './queryable.ts';

export interface LandedTask {
  executionId: string;
  key: string;
  title: string;
  commit: string;
}

/** What landed last under this key or id; undefined if nothing did. */
export async function findLandedTask(db: Queryable, projectId: string, task: string): Promise<LandedTask | undefined> {
  const { rows } = await db.query<LandedTask>(
    `select execution_id as "executionId", key, title, commit from engine.task
      where project_id = $1 and (key = $2 or id = $2) and outcome = 'landed' and commit is not null
      order by key = $2 desc, ended_at desc limit 1`,
    [projectId, task],
  );
  return rows[0];
}
