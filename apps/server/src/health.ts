import type { Health } from '@devteam/api';
import { type ServiceRow, listServices, listWorkers } from '@devteam/engine/store';
import type { Pool } from 'pg';
import type { DashboardFiles } from './dashboard/dashboard-files.ts';
import { withinMs } from './within-ms.ts';

export interface HealthOptions {
  pool: Pool;
  databaseKind: 'embedded' | 'external';
  version: string;
  dashboard: Pick<DashboardFiles, 'state'>;
}

type Service = Health['services'][number];

const staleAfterSeconds = 6;
const patienceMs = 1500;
/** Probes come without a token: however many there are, the database is asked once in this time. */
const freshMs = 500;

export function createHealthReader(options: HealthOptions): () => Promise<Health> {
  let last: { at: number; answer: Promise<Health> } | undefined;
  return () => {
    if (!last || performance.now() - last.at > freshMs) last = { at: performance.now(), answer: readHealth(options) };
    return last.answer;
  };
}

async function readHealth(options: HealthOptions): Promise<Health> {
  const services = [...(await readDatabase(options)), readDashboard(options.dashboard.state())];
  const has = (status: Service['status']) => services.some((service) => service.status === status);
  return {
    // The work goes on without a page, but not without a database.
    status: services[0]?.status === 'down' ? 'down' : has('degraded') || has('down') ? 'degraded' : 'up',
    version: options.version,
    serverTime: new Date().toISOString(),
    services,
  };
}

async function readDatabase({ databaseKind, pool }: HealthOptions): Promise<Service[]> {
  const since = performance.now();
  try {
    const workers = await withinMs(
      patienceMs,
      listWorkers(pool, { staleAfterSeconds }),
      () => new Error(`no answer within ${patienceMs} ms`),
    );
    const outside = await withinMs(
      patienceMs,
      listServices(pool, { staleAfterSeconds }),
      () => new Error(`no answer within ${patienceMs} ms`),
    );
    const alive = workers.filter((worker) => !worker.stale).length;
    const tookMs = Math.round(performance.now() - since);
    return [
      { service: 'database', status: 'up', detail: `${databaseKind} PostgreSQL, answers in ${tookMs} ms` },
      {
        service: 'worker',
        status: alive === 0 ? 'down' : alive < workers.length ? 'degraded' : 'up',
        detail: `${alive} of ${workers.length} known ${workers.length === 1 ? 'worker' : 'workers'} alive`,
      },
      ...outside.map(readOutside),
    ];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [
      { service: 'database', status: 'down', detail: `${databaseKind} PostgreSQL does not answer: ${why}` },
      { service: 'worker', status: 'down', detail: 'not known without the database' },
    ];
  }
}

function readDashboard(state: ReturnType<DashboardFiles['state']>): Service {
  const service = 'dashboard';
  if (state.kind === 'ready') return { service, status: 'up', detail: 'built' };
  if (state.kind === 'building') return { service, status: 'degraded', detail: 'being built' };
  return { service, status: 'down', detail: state.why };
}

/** A model host, a provider: work waits for it, nothing of ours stands still. */
const readOutside = ({ name, next, since, state, why }: ServiceRow): Service => ({
  service: name,
  status: state,
  detail: [`since ${since.toISOString()}`, why, next].filter((part) => part !== null).join('; '),
});
