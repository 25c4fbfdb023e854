import type { CustomerView, Place } from '@devteam/api';
import type { Sight } from './access/tenancy.ts';
import type { Queryable } from './queryable.ts';

type ProjectPlace = Place & { customerId: string; projectId: string };

/** Whose project this is; undefined: the reader sees none of this id. */
export async function findPlace(db: Queryable, projectId: string): Promise<ProjectPlace | undefined> {
  const { rows } = await db.query<ProjectPlace>('select customer_id as "customerId", id as "projectId" from engine.project where id = $1', [
    projectId,
  ]);
  return rows[0];
}

export async function listPlaces(db: Queryable): Promise<ProjectPlace[]> {
  const { rows } = await db.query<ProjectPlace>('select customer_id as "customerId", id as "projectId" from engine.project');
  return rows;
}

export async function findPlaceOfExecution(db: Queryable, executionId: string): Promise<ProjectPlace | undefined> {
  const { rows } = await db.query<ProjectPlace>(
    `select p.customer_id as "customerId", p.id as "projectId" from engine.execution e join engine.project p on p.id = e.project_id where e.id = $1`,
    [executionId],
  );
  return rows[0];
}

/** Customers that the reader sees, by id; `after` is the last one of the page before. */
export async function listCustomers(
  db: Queryable,
  options: { after: string | null; limit: number; sight: Sight },
): Promise<CustomerView[]> {
  const { sight } = options;
  const { rows } = await db.query<CustomerView>(
    `select c.id as "customerId", c.name, (select count(*)::int from engine.project p where p.customer_id = c.id and ($3 or p.customer_id = any($4) or p.id = any($5))) as projects
       from engine.customer c
      where ($1::text is null or c.id > $1)
        and ($3 or c.id = any($4) or exists (select 1 from engine.project p where p.customer_id = c.id and p.id = any($5)))
      order by c.id limit $2`,
    [options.after, options.limit, sight.everything, sight.customers, sight.projects],
  );
  return rows;
}
