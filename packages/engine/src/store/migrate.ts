import { readdir, readFile } from 'node:fs/promises';
import type { Pool } from 'pg';
import { CodedError } from '@devteam/api';
import { secureTenancy } from './access/tenancy.ts';
import { inTransaction } from './queryable.ts';

/** Any number will do as long as nobody else uses it for advisory locks in this database. */
const migrationLock = 7_316_001;
const directory = new URL('./migrations/', import.meta.url);

/**
 * Brings the schema `engine` up to date: numbered SQL files, forward only, each once, all under one advisory lock, so any number of
 * workers may start at once. Throws `database_newer` when the database has migrations that this program does not know.
 */
export async function migrate(pool: Pool): Promise<{ applied: string[] }> {
  const known = (await readdir(directory)).filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file)).toSorted();
  return inTransaction(pool, async (db) => {
    await db.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await db.query('create schema if not exists engine');
    await db.query('create table if not exists engine.migration (name text primary key, applied_at timestamptz not null default now())');
    const done = new Set((await db.query<{ name: string }>('select name from engine.migration')).rows.map((row) => row.name));
    const unknown = [...done].filter((name) => !known.includes(name));
    if (unknown.length > 0)
      throw new CodedError('database_newer', { why: `it has ${unknown.join(', ')}, which this program does not know` });
    const applied = known.filter((file) => !done.has(file));
    for (const file of applied) {
      await db.query(await readFile(new URL(file, directory), 'utf8'));
      await db.query('insert into engine.migration (name) values ($1)', [file]);
    }
    await secureTenancy(db);
    return { applied };
  });
}
