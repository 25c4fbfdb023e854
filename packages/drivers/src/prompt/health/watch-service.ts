import {
  type HealthPolicy,
  type Observation,
  type ServiceHealth,
  isWorthAsking,
  noteRestart,
  observe,
  unknownHealth,
  withWaiting,
} from './service-health.ts';
import type { ServiceRestarter } from './restart/restart-port.ts';

export interface WatchedService {
  readonly service: string;
  /** Looks at it once. Rejects only when it is aborted. */
  readonly probe: (signal: AbortSignal) => Promise<Observation>;
  readonly restarter: ServiceRestarter | null;
  readonly policy: HealthPolicy;
  /** How many wait for it now. */
  readonly waiting: () => number;
  readonly now: () => number;
  /** Whenever its state changes, and when a restart was tried. */
  readonly onChange?: ((health: ServiceHealth) => void) | undefined;
}

export interface ServiceWatch {
  readonly health: ServiceHealth;
  /** False while it is down: who asked it would only wait. */
  readonly isWorthAsking: boolean;
  /** What somebody saw who used it: counts as a look, and puts off the next one. */
  note(seen: Observation): void;
  /** Looks now, or waits for the look that is under way. */
  look(): Promise<ServiceHealth>;
  /** Ends with all that it started. */
  close(): Promise<void>;
}

/** Longest wait for a restart: a unit that stops and starts, with a process that has to be killed first. */
const restartSeconds = 60;

/** Looks at a service again and again, in the times that its health says, and restarts it when that says so. Keeps no process alive. */
export function watchService(watched: WatchedService): ServiceWatch {
  const { now, onChange = () => {}, policy, probe, restarter } = watched;
  const closing = new AbortController();
  let health = unknownHealth(watched.service, now());
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;

  const become = (changed: ServiceHealth) => {
    const before = health;
    health = changed;
    if (before.state !== changed.state || before.restarts.length < changed.restarts.length)
      onChange(withWaiting(health, watched.waiting()));
    plan();
  };
  const plan = () => {
    clearTimeout(timer);
    if (closing.signal.aborted) return;
    timer = setTimeout(() => void work(), Math.max(0, health.next.at - now()));
    timer.unref();
  };
  const step = async () => {
    if (health.next.do === 'restart' && restarter) {
      // Counted before it is made: one that hangs or fails was one too.
      become(noteRestart(health, now(), policy));
      await restarter.restart(AbortSignal.any([closing.signal, AbortSignal.timeout(restartSeconds * 1000)])).catch((error: unknown) => {
        const why = `its restart failed: ${error instanceof Error ? error.message : String(error)}`;
        if (!closing.signal.aborted)
          become(observe(health, { saw: 'bad', why, code: health.code ?? undefined, certain: true, restartHelps: true }, now(), policy));
      });
      return;
    }
    const seen = await probe(closing.signal);
    become(observe(health, seen, now(), policy));
  };
  const work = (): Promise<void> => {
    working ??= step()
      .catch(() => {})
      .finally(() => {
        working = undefined;
        plan();
      });
    return working;
  };
  plan();
  return {
    get health() {
      return withWaiting(health, watched.waiting());
    },
    get isWorthAsking() {
      return isWorthAsking(health);
    },
    note: (seen) => {
      if (!closing.signal.aborted) become(observe(health, seen, now(), policy));
    },
    async look() {
      await work();
      return withWaiting(health, watched.waiting());
    },
    async close() {
      closing.abort(new Error('The watch has ended.'));
      clearTimeout(timer);
      await working;
      await restarter?.close();
    },
  };
}
