import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pool } from 'pg';
import { openTestDatabase, type TestDatabase } from '../../../../../apps/server/src/testing/test-database.ts';
import { addWorkingProject, append } from '../../../../../apps/server/src/testing/rows.ts';
import { canRestrict, inSight } from './tenancy.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await openTestDatabase();
  pool = database.pool;
  for (const id of ['acme/shop', 'acme/app', 'beta/app']) {
    await addWorkingProject(pool, id, `execution of ${id}`);
    await append(pool, id, ['line']);
  }
});
afterAll(() => database.close());

const nothing = { everything: false, customers: [], projects: [] };

/** Tables that say whose their rows are. */
async function tables(): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select distinct table_name as name from information_schema.columns
      where table_schema = 'engine' and column_name in ('project_id', 'execution_id', 'node_id', 'customer_id', 'injection_id') order by 1`,
  );
  return rows.map(({ name }) => name);
}

describe('row-level security', () => {
  test('every table that is about a project has it', async () => {
    const { rows } = await pool.query<{ name: string }>(
      `select c.relname as name from pg_policy p join pg_class c on c.oid = p.polrelid where c.relrowsecurity order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([...new Set([...(await tables()), 'customer', 'hold', 'slot_limit'])].toSorted());
    expect(await canRestrict(pool)).toBe(true);
  });

  test.each([
    ['nothing', nothing, []],
    ['one customer', { ...nothing, customers: ['acme'] }, ['acme/app', 'acme/shop']],
    ['one project', { ...nothing, projects: ['beta/app'] }, ['beta/app']],
    ['both', { ...nothing, customers: ['acme'], projects: ['beta/app'] }, ['acme/app', 'acme/shop', 'beta/app']],
    ['everything', { ...nothing, everything: true }, ['acme/app', 'acme/shop', 'beta/app']],
    ['names that are none', { ...nothing, customers: ['*', '', 'acme"},{"', "a'; reset role; --"] }, []],
  ])('whoever sees %s finds only that', async (_name, sight, projects) => {
    const seen = await inSight(pool, sight, async (db) => {
      const { rows } = await db.query<{ id: string }>('select id from engine.project order by id');
      const { rows: customers } = await db.query<{ id: string }>('select id from engine.customer order by id');
      const others: string[] = [];
      for (const table of ['execution', 'task', 'event', 'task_list']) {
        const found = await db.query<{ id: string }>(`select distinct project_id as id from engine.${table} order by 1`);
        others.push(...found.rows.map(({ id }) => id));
      }
      return { ids: rows.map(({ id }) => id), customers: customers.map(({ id }) => id), others: [...new Set(others)].toSorted() };
    });
    expect(seen.ids).toEqual(projects);
    expect(seen.others).toEqual(projects);
    expect(seen.customers).toEqual([...new Set(projects.map((id) => String(id.split('/')[0])))].toSorted());
  });

  test('writes nothing, reads no other table, and what it was does not outlive its transaction', async () => {
    const sight = { ...nothing, everything: true };
    await expect(inSight(pool, sight, (db) => db.query(`update engine.project set name = 'x'`))).rejects.toThrow(
      /read-only|permission denied/,
    );
    await expect(inSight(pool, sight, (db) => db.query('select * from access.token'))).rejects.toThrow(/permission denied/);
    await expect(inSight(pool, sight, (db) => db.query('select * from engine.worker'))).rejects.toThrow(/permission denied/);
    const { rows } = await pool.query<{ role: string; all: string }>(
      `select current_user as role, current_setting('devteam.everything', true) as all`,
    );
    expect(rows[0]).toEqual({ role: 'devteam', all: '' });
  });
});
