/**
 * How a service stands that others wait for: a model host, the gateway, a sandbox engine. Values in, values out; nothing here looks at a clock or at a
 * service. All times are milliseconds since 1970.
 */
export type ServiceState = 'unknown' | 'up' | 'degraded' | 'down';

export interface ServiceHealth {
  /** For people: `Ollama at http://127.0.0.1:11434`. */
  readonly service: string;
  readonly state: ServiceState;
  /** When it came into this state. */
  readonly since: number;
  /** Why it is not up; null if it is. */
  readonly why: string | null;
  /** Of the error catalogue, where the failure has one. */
  readonly code: string | null;
  /** When it last did what it is for; null if never, as far as is known. */
  readonly lastGood: number | null;
  readonly failuresInARow: number;
  /** When it was restarted, the latest last; those of the last hour. */
  readonly restarts: readonly number[];
  /** How many wait for it now. */
  readonly waiting: number;
  readonly next: NextStep;
}

export interface NextStep {
  readonly do: 'probe' | 'restart' | 'person';
  /** When; never for a person. */
  readonly at: number;
}

/** What was seen of it, by a probe or by real use. */
export type Observation =
  | { readonly saw: 'good' }
  /** It works, or will soon, but not as it should: loading, slow, busy. */
  | { readonly saw: 'poor'; readonly why: string; readonly code?: string | undefined }
  /** `certain`: once is enough to call it down, such as a refused connection. `restartHelps`: not for a missing model or a wrong key. */
  | {
      readonly saw: 'bad';
      readonly why: string;
      readonly code?: string | undefined;
      readonly certain: boolean;
      readonly restartHelps: boolean;
    };

export interface HealthPolicy {
  /** Bad observations in a row before it is called down, where none is certain. */
  readonly failuresToDown: number;
  /** Between looks while all is well, and while it is poor. */
  readonly probeEveryMs: number;
  /** Between looks while it is down: doubles from the first to the second. */
  readonly probeDownMs: readonly [first: number, longest: number];
  /** Whether anybody here can restart it. */
  readonly canRestart: boolean;
  /** In any hour. After that a person has to look. */
  readonly mostRestartsPerHour: number;
  /** Between one restart and the next: doubles from here. */
  readonly restartPauseMs: number;
}

export const usualHealthPolicy: HealthPolicy = {
  failuresToDown: 2,
  probeEveryMs: 5000,
  probeDownMs: [1000, 8000],
  canRestart: false,
  mostRestartsPerHour: 4,
  restartPauseMs: 15_000,
};

const hour = 3_600_000;

export function unknownHealth(service: string, now: number): ServiceHealth {
  return {
    service,
    state: 'unknown',
    since: now,
    why: null,
    code: null,
    lastGood: null,
    failuresInARow: 0,
    restarts: [],
    waiting: 0,
    next: { do: 'probe', at: now },
  };
}

/** Takes in what was seen at `now`. */
export function observe(health: ServiceHealth, seen: Observation, now: number, policy: HealthPolicy): ServiceHealth {
  const restarts = health.restarts.filter((at) => at > now - hour);
  if (seen.saw === 'good')
    return {
      ...entered(health, 'up', now),
      why: null,
      code: null,
      lastGood: now,
      failuresInARow: 0,
      restarts,
      next: { do: 'probe', at: now + policy.probeEveryMs },
    };
  const { code = null, why } = seen;
  if (seen.saw === 'poor')
    return {
      ...entered(health, 'degraded', now),
      why,
      code,
      failuresInARow: 0,
      restarts,
      next: { do: 'probe', at: now + policy.probeEveryMs },
    };
  const failuresInARow = health.failuresInARow + 1;
  const isDown = health.state === 'down' || seen.certain || failuresInARow >= policy.failuresToDown;
  return {
    ...entered(health, isDown ? 'down' : 'degraded', now),
    why,
    code,
    failuresInARow,
    restarts,
    next: isDown
      ? afterDown({ failuresInARow, restarts, restartHelps: seen.restartHelps }, now, policy)
      : { do: 'probe', at: now + Math.min(policy.probeEveryMs, policy.probeDownMs[0]) },
  };
}

/** A restart was tried at `now`; it is looked at again soon, and not restarted again before it had time to come up. */
export function noteRestart(health: ServiceHealth, now: number, policy: HealthPolicy): ServiceHealth {
  const restarts = [...health.restarts.filter((at) => at > now - hour), now];
  return { ...health, restarts, next: { do: 'probe', at: now + policy.probeDownMs[0] } };
}

export const withWaiting = (health: ServiceHealth, waiting: number): ServiceHealth => ({ ...health, waiting });

/** Whether it is worth asking: who is down is not, until a look finds it otherwise. */
export const isWorthAsking = (health: ServiceHealth): boolean => health.state !== 'down';

/** One line for people: state, since when, why, what waits, what happens next. */
export function describeHealth(health: ServiceHealth, now: number): string {
  const { next, service, since, state, waiting, why } = health;
  const words = [`${service} is ${state === 'unknown' ? 'not known yet' : state}`];
  if (state !== 'unknown') words.push(`for ${duration(now - since)}`);
  if (why !== null) words.push(`because ${why}`);
  const then = {
    probe: `looked at again ${inTime(next.at - now)}`,
    restart: `restarted ${inTime(next.at - now)}`,
    person: 'a person has to look at it',
  }[next.do];
  return `${words.join(' ')}; ${waiting > 0 ? `${waiting} ${waiting === 1 ? 'waits' : 'wait'} for it; ` : ''}${then}`;
}

function afterDown(
  seen: { failuresInARow: number; restarts: readonly number[]; restartHelps: boolean },
  now: number,
  policy: HealthPolicy,
): NextStep {
  const [first, longest] = policy.probeDownMs;
  const probe: NextStep = { do: 'probe', at: now + Math.min(longest, first * 2 ** Math.min(20, seen.failuresInARow - 1)) };
  if (!policy.canRestart || !seen.restartHelps) return probe;
  // With no restart left it is still looked at, by whoever calls `person` a reason to look and not to stop.
  if (seen.restarts.length >= policy.mostRestartsPerHour) return { do: 'person', at: now + longest };
  const last = seen.restarts.at(-1);
  const from = last === undefined ? now : last + policy.restartPauseMs * 2 ** (seen.restarts.length - 1);
  return from <= probe.at ? { do: 'restart', at: Math.max(now, from) } : probe;
}

const entered = (health: ServiceHealth, state: ServiceState, now: number): ServiceHealth =>
  state === health.state ? health : { ...health, state, since: now };

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

const inTime = (ms: number) => (ms < 500 ? 'now' : `in ${duration(ms)}`);
