import { Client, type Pool } from 'pg';
import { addWorker, beat, forgetWorker, listWorkers } from '../store/index.ts';
import type { Runtime } from './dbos-runtime.ts';

export interface LivenessOptions {
  databaseUrl: string;
  pool: Pool;
  worker: { id: string; host: string; pid: number; slots: number };
  /** Called once when others have declared this worker dead: whatever it still does is refused, so it has to stop at once. */
  onFenced: () => void;
  log: (level: 'info' | 'warn' | 'error', message: string) => void;
}

export interface Successor extends Pick<Runtime, 'takeOver' | 'findOwners'> {
  /** Removes from this machine what no known worker holds; returns at once. */
  cleanUp(): void;
}

export interface Liveness {
  /** Begins to look for dead workers; call it when the runtime can take over. */
  watch(successor: Successor): void;
  stop(): Promise<void>;
}

/** First key of the advisory locks by which a live worker is known. */
const livenessLock = 7_316_003;
const beatMs = 500;
/** A frozen worker holds its lock; without a beat for so long it is given up. */
const staleAfterSeconds = 6;
/** After the database came back all locks are free for a moment, and that means nothing. */
const graceMs = 4000;
const reconcileMs = 30_000;

/**
 * A worker is alive as long as a database session of its process holds an advisory lock on its id. The lock of a process that died is
 * free at once; a frozen one is found by its heartbeat; an unplugged machine by TCP keep-alive. Whoever finds a dead worker hands its
 * work on and forgets it, in this order, so that a crash in between only repeats the first.
 */
export async function startLiveness(options: LivenessOptions): Promise<Liveness> {
  const { log, pool, worker } = options;
  let client: Client | undefined;
  let runtime: Successor | undefined;
  let stopped = false;
  let graceUntil = 0;
  // At once at first: what an earlier process of this machine left behind should not wait.
  let reconcileAt = 0;

  const hold = async () => {
    const fresh = new Client({
      connectionString: options.databaseUrl,
      application_name: `devteam worker ${worker.id}`,
      options: '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3',
    });
    fresh.on('error', (error) => {
      if (client === fresh) client = undefined;
      if (!stopped) log('warn', `The database session that shows this worker alive was cut: ${error.message}`);
    });
    await fresh.connect();
    const { rows } = await fresh.query<{ young: boolean }>(`select pg_postmaster_start_time() > now() - interval '5 s' as young`);
    await fresh.query('select pg_advisory_lock($1, hashtext($2))', [livenessLock, worker.id]);
    client = fresh;
    return rows[0]?.young === true;
  };

  const sweep = async (session: Client) => {
    if (!runtime) return;
    const workers = await listWorkers(pool, { staleAfterSeconds });
    let forgotten = 0;
    for (const other of workers) {
      if (other.id === worker.id) continue;
      const { rows } = await session.query<{ free: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as free', [
        livenessLock,
        other.id,
      ]);
      const isFree = rows[0]?.free === true;
      if (!isFree && !other.stale) continue;
      const left = await runtime.takeOver(other.id);
      log('warn', `Worker ${other.id} (process ${other.pid} on ${other.host}) is ${isFree ? 'gone' : 'frozen'}; its work is taken over`);
      // Work of another protocol version waits for a worker of that version, and must keep its owner until then.
      if (left === 0) {
        await forgetWorker(pool, other.id);
        forgotten += 1;
      }
      if (isFree) await session.query('select pg_advisory_unlock($1, hashtext($2))', [livenessLock, other.id]);
    }
    // Not before it is forgotten: until then its claims count as held, and what it left behind as in use.
    if (forgotten > 0) runtime.cleanUp();
    if (performance.now() < reconcileAt) return;
    reconcileAt = performance.now() + reconcileMs;
    // The worker that forgets a dead one may run on another machine.
    runtime.cleanUp();
    const known = new Set((await listWorkers(pool, { staleAfterSeconds })).map((row) => row.id));
    for (const owner of await runtime.findOwners()) if (!known.has(owner)) await runtime.takeOver(owner);
  };

  const turn = async () => {
    if (!client) {
      await hold();
      graceUntil = performance.now() + graceMs;
    }
    if (!(await beat(pool, worker.id))) {
      if (!stopped) {
        stopped = true;
        log('error', `Worker ${worker.id} was declared dead while it stood still; it stops here`);
        options.onFenced();
      }
      return;
    }
    if (client && performance.now() >= graceUntil) await sweep(client);
  };

  if (await hold()) graceUntil = performance.now() + graceMs;
  await addWorker(pool, worker);
  let timer: NodeJS.Timeout | undefined;
  let turning: Promise<void> = Promise.resolve();
  const next = () => {
    timer = setTimeout(() => {
      turning = turn()
        .catch((error: unknown) =>
          log('warn', `The heartbeat failed and is tried again: ${error instanceof Error ? error.message : String(error)}`),
        )
        .finally(() => {
          if (!stopped) next();
        });
    }, beatMs);
  };
  next();

  return {
    watch: (successor) => {
      runtime = successor;
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await turning;
      // With work left in its name it stays known: then whoever lives, or comes next, finds it gone and takes the work over at once.
      const owners = await runtime?.findOwners().catch(() => [worker.id]);
      if (!owners?.includes(worker.id)) await forgetWorker(pool, worker.id).catch(() => undefined);
      await client?.end().catch(() => undefined);
    },
  };
}
