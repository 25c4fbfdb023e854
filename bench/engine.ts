/**
 * What the engine adds to a step: nodes that do nothing, through the real graphs, rows, queue and decisions, beside as many plain steps
 * of DBOS; and 500 executions at once, with how late their events come and what that takes of memory.
 *
 * npm run bench:engine -- [--executions N] [--tasks N] [--rounds N] [--crowd N] [--markdown]
 *
 * Ends with 1 if the engine does less than `leastRatio` of the plain steps a second.
 */
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { startEmbeddedPostgres } from '@devteam/engine/embedded';
import { listen, migrate, openPool, readEvents } from '@devteam/engine/store';
import { automate } from '../packages/engine/src/durable/commands.ts';
import { startWorker } from '../packages/engine/src/durable/start-worker.ts';
import { type CpuTime, difference, readCpuTime } from './cpu-time.ts';
import { describeMachine, loadPerCore } from './machine.ts';
import { openSimulation } from './simulated-engine.ts';
import { type Table, markdownTable, median, textTable } from './table.ts';

const leastRatio = 0.8;
const { values: options } = parseArgs({
  options: {
    executions: { type: 'string', default: '100' },
    crowd: { type: 'string', default: '500' },
    tasks: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    markdown: { type: 'boolean', default: false },
  },
});
const [executions, tasks, rounds, crowd] = [options.executions, options.tasks, options.rounds, options.crowd].map(Number) as [
  number,
  number,
  number,
  number,
];

const home = mkdtempSync(join(tmpdir(), 'devteam-bench-engine-'));
// PostgreSQL runs as somebody else when we are root, and must get through here.
chmodSync(home, 0o755);
const postgres = await startEmbeddedPostgres({ directory: join(home, 'postgres') });
const pool = openPool({ connectionString: postgres.url, max: 10 });
pool.on('error', () => undefined);
try {
  console.log(`${describeMachine()}\nload before: ${loadPerCore().toFixed(2)} processes a core`);
  await migrate(pool);
  const pairs: { run: Run; steps: Pace }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const run = await runEngine({ name: `round-${round}`, executions, bodyMs: 0, follows: false });
    const steps = await runPlain(executions, Math.round(run.nodes / executions), round);
    console.log(
      `${(round === 0 ? 'warm-up' : `round ${round}`).padEnd(8)} engine ${rateOf(run).toFixed(0)} nodes/s  plain ${rateOf(steps).toFixed(0)} steps/s  ratio ${(rateOf(run) / rateOf(steps)).toFixed(2)}  of processor time ${(costOf(steps) / costOf(run)).toFixed(2)} (a node ${milliseconds(costOf(run))}, of it PostgreSQL ${milliseconds(run.postgresSeconds / run.nodes)}; a step ${milliseconds(costOf(steps))})`,
    );
    if (round > 0) pairs.push({ run, steps });
  }
  const many = await runEngine({ name: 'crowd', executions: crowd, bodyMs: 2000, follows: true });
  const ratio = median(pairs.map(({ run, steps }) => rateOf(run) / rateOf(steps)));
  const lags = many.lags.toSorted((one, other) => one - other);
  const lagAt = (share: number) => `${(lags[Math.floor(share * (lags.length - 1))] ?? 0).toFixed(0)} ms`;
  const table: Table = [
    ['', 'value'],
    ['nodes of the engine a second', median(pairs.map(({ run }) => rateOf(run))).toFixed(0)],
    ['plain steps of DBOS a second', median(pairs.map(({ steps }) => rateOf(steps))).toFixed(0)],
    ['nodes / plain steps', ratio.toFixed(2)],
    ['the same of processor time', median(pairs.map(({ run, steps }) => costOf(steps) / costOf(run))).toFixed(2)],
    ['processor time of a node', `${(1000 * median(pairs.map(({ run }) => costOf(run)))).toFixed(1)} ms`],
    ['transactions of a node, those of its task with it', median(pairs.map(({ run }) => run.transactions / run.nodes)).toFixed(1)],
    ['executions under way at once', String(many.mostAtOnce)],
    ['their events, until somebody who follows has them: median', lagAt(0.5)],
    ['p99', lagAt(0.99)],
    ['memory of their worker at its most', `${Math.round(many.rssBytes / 2 ** 20)} MiB`],
  ];
  const form = options.markdown ? markdownTable(table) : textTable(table);
  console.log(
    `\n${form}\n\n${executions} executions of ${tasks} tasks, medians of ${rounds} runs; then ${crowd} at once whose steps with a slot take 2 s; on ${describeMachine()}.`,
  );
  console.log(`load after: ${loadPerCore().toFixed(2)} processes a core`);
  if (ratio < leastRatio) {
    console.error(`under the bar of ${leastRatio}: ${ratio.toFixed(2)}`);
    process.exitCode = 1;
  }
} finally {
  await pool.end();
  await postgres.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}

interface Pace {
  seconds: number;
  nodes: number;
  /** Of everything that worked for it. */
  processorSeconds: number;
}

interface Run extends Pace {
  transactions: number;
  /** Of the processor time. */
  postgresSeconds: number;
  mostAtOnce: number;
  lags: number[];
  rssBytes: number;
}

function rateOf({ nodes, seconds }: Pace): number {
  return nodes / seconds;
}

function costOf({ nodes, processorSeconds }: Pace): number {
  return processorSeconds / nodes;
}

function milliseconds(seconds: number): string {
  return `${(1000 * seconds).toFixed(1)} ms`;
}

/** Of PostgreSQL and of this process. */
function spent(before: CpuTime | undefined): { processorSeconds: number; postgresSeconds: number } {
  const after = readCpuTime(postgres.pid);
  if (!before || !after) return { processorSeconds: Number.NaN, postgresSeconds: Number.NaN };
  const used = difference(after, before);
  return { processorSeconds: used.engine + used.postgres, postgresSeconds: used.postgres };
}

async function runEngine(wanted: { name: string; executions: number; bodyMs: number; follows: boolean }): Promise<Run> {
  const simulation = openSimulation({ bodyMs: wanted.bodyMs });
  const ids = Array.from({ length: wanted.executions }, (_, index) => `${wanted.name}-${index}/p`);
  for (const id of ids) await simulation.addProject(pool, id, tasks);
  const { close, hands } = await startWorker(
    {
      databaseUrl: postgres.url,
      home: join(home, wanted.name),
      slots: wanted.follows ? wanted.executions : 16,
      log: (level, message) => {
        if (level !== 'info') console.error(`${level}: ${message}`);
      },
      onFenced: () => {
        throw new Error('The worker was declared dead: this machine stood still for too long to measure anything on it');
      },
    },
    pool,
    simulation.parts,
  );
  const lags: number[] = [];
  const following = wanted.follows ? await follow(lags) : undefined;
  const before = await committed();
  const cpuBefore = readCpuTime(postgres.pid);
  const since = performance.now();
  let rssBytes = 0;
  let mostAtOnce = 0;
  try {
    await Promise.all(ids.map((id) => automate(hands, id)));
    for (;;) {
      rssBytes = Math.max(rssBytes, process.memoryUsage.rss());
      const { rows } = await pool.query<{ status: string; count: number }>(
        'select status, count(*)::integer as count from engine.execution where project_id = any($1) group by status',
        [ids],
      );
      const count = (status: string) => rows.find((row) => row.status === status)?.count ?? 0;
      mostAtOnce = Math.max(mostAtOnce, count('running') + count('initializing'));
      if (count('completed') === ids.length) break;
      const broken = rows.find(({ status }) => !['initializing', 'running', 'completed'].includes(status));
      if (broken) {
        const found = await pool.query<{ reason: unknown }>(
          `select coalesce((select to_jsonb(n) from engine.node n where n.execution_id = e.id and n.failure is not null limit 1), reason) as reason from engine.execution e where project_id = any($1) and status = $2 limit 1`,
          [ids, broken.status],
        );
        throw new Error(`${broken.count} executions are ${broken.status}: ${JSON.stringify(found.rows[0]?.reason)}`);
      }
      await sleep(100);
    }
    const seconds = (performance.now() - since) / 1000;
    const used = spent(cpuBefore);
    return { seconds, nodes: simulation.nodes(), ...used, transactions: (await committed()) - before, mostAtOnce, lags, rssBytes };
  } finally {
    await following?.close();
    await close();
  }
}

/** As the live stream does: hears that there is something, reads it, and knows how old it is by then. */
async function follow(lags: number[]): Promise<{ close(): Promise<void> }> {
  const own = openPool({ connectionString: postgres.url, max: 4 });
  own.on('error', () => undefined);
  const known = new Map<string, number>();
  const told = new Map<string, number>();
  const busy = new Set<string>();
  const read = async (projectId: string): Promise<void> => {
    if (busy.has(projectId)) return;
    busy.add(projectId);
    try {
      while ((known.get(projectId) ?? 0) < (told.get(projectId) ?? 0)) {
        const events = await readEvents(own, projectId, { after: known.get(projectId) ?? 0, limit: 1000 });
        for (const event of events) lags.push(Date.now() - Date.parse(event.ts));
        known.set(projectId, events.at(-1)?.seq ?? told.get(projectId) ?? 0);
      }
    } finally {
      busy.delete(projectId);
    }
  };
  const listener = await listen(postgres.url, {
    event: (payload) => {
      const [seq, ...rest] = payload.split(' ');
      const projectId = rest.join(' ');
      told.set(projectId, Number(seq));
      read(projectId).catch((error: unknown) => console.error(`Events of ${projectId} could not be read: ${String(error)}`));
    },
  });
  return {
    close: async () => {
      await listener.close();
      await own.end();
    },
  };
}

async function runPlain(workflows: number, steps: number, round: number): Promise<Pace> {
  const name = `plain_${round}`;
  await pool.query(`create database ${name}`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  const file = join(import.meta.dirname, 'plain-steps.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [file, url.href, `${postgres.pid}`, `${workflows}`, `${steps}`]);
  const said = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { seconds: number; processorSeconds?: number };
  return { seconds: said.seconds, nodes: workflows * steps, processorSeconds: said.processorSeconds ?? Number.NaN };
}

async function committed(): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    'select xact_commit as count from pg_stat_database where datname = current_database()',
  );
  return Number(rows[0]?.count ?? 0);
}
