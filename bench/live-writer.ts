/** Commits events at an even rate, as a worker does, in a process of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { append } from '../apps/server/src/testing/rows.ts';

const [databaseUrl = '', rate = '', seconds = ''] = process.argv.slice(2);
const stuffing = 'x'.repeat(200);
const pool = new Pool({ connectionString: databaseUrl, max: 1 });
await pool.query('select 1');
const startedAt = performance.now();
for (let index = 0; index < Number(rate) * Number(seconds); index += 1) {
  await sleep(Math.max(0, startedAt + (index * 1000) / Number(rate) - performance.now()));
  await append(pool, 'bench/project', [`${performance.timeOrigin + performance.now()} ${stuffing}`]);
}
await pool.end();
