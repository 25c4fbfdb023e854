import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProject, append } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { eventLogCases } from './event-log.conformance.ts';
import { storedEventLog } from './stored-event-log.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database?.close());

describe('the event log of our database', () => {
  test.each(eventLogCases)('$name', async ({ run }) => {
    const { pool, url } = database;
    await run({
      eventLog: storedEventLog({ pool, databaseUrl: url, log: () => undefined }),
      add: (projectId) => addProject(pool, projectId),
      append: async (projectId, count) => {
        await append(
          pool,
          projectId,
          Array.from({ length: count }, () => 'line'),
        );
      },
      cut: async () => {
        await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'devteam listener'`);
      },
      expectEqual: (actual, expected) => expect(actual).toEqual(expected),
    });
  });
});
