/**
 * Whether a provider is left alone for a while. A pure machine: what happened and when goes in, the next state comes out.
 *
 * `closed` lets everything through and counts failures in a row. From `failures` of them on, told by at least `witnesses`, it is `open` until a moment;
 * then the next request is let through alone, as a probe. If that goes well all is forgotten, else it is open again for twice as long.
 */
export interface BreakerSettings {
  /** In a row. */
  readonly failures: number;
  readonly coolDownMs: number;
  readonly mostCoolDownMs: number;
}

export const usualBreaker: BreakerSettings = { failures: 5, coolDownMs: 15_000, mostCoolDownMs: 300_000 };

export interface BreakerState {
  /** Failures in a row. */
  readonly failures: number;
  /** Who told of them, each once. */
  readonly witnesses: readonly string[];
  /** Set while it is open, also when the time has come and nobody has tried yet. */
  readonly open: { readonly untilMs: number; readonly times: number; readonly why: string } | null;
  /** Since when one request tries it. */
  readonly probeSinceMs: number | null;
}

export const closedBreaker: BreakerState = { failures: 0, witnesses: [], open: null, probeSinceMs: null };

/** A probe whose end nobody told counts as lost after this time. */
const longestProbeMs = 120_000;

export type Admission =
  | { readonly isAdmitted: true; readonly state: BreakerState }
  | { readonly isAdmitted: false; readonly retryAtMs: number };

export function admit(state: BreakerState, nowMs: number): Admission {
  if (!state.open) return { isAdmitted: true, state };
  if (nowMs < state.open.untilMs) return { isAdmitted: false, retryAtMs: state.open.untilMs };
  if (state.probeSinceMs !== null && nowMs < state.probeSinceMs + longestProbeMs) return { isAdmitted: false, retryAtMs: nowMs + 1000 };
  return { isAdmitted: true, state: { ...state, probeSinceMs: nowMs } };
}

/** A good answer, or one that shows that the provider lives: a refusal of this one request. */
export const afterSuccess = (): BreakerState => closedBreaker;

/** A request that ended without telling anything: its client went away. */
export const afterNothing = (state: BreakerState): BreakerState => (state.probeSinceMs === null ? state : { ...state, probeSinceMs: null });

interface Failure {
  /** Who saw it: a run, the network. */
  readonly seenBy: readonly string[];
  readonly why: string;
  readonly nowMs: number;
  readonly fewestWitnesses: number;
}

export function afterFailure(
  state: BreakerState,
  { seenBy, why, nowMs, fewestWitnesses }: Failure,
  settings: BreakerSettings,
): BreakerState {
  const failures = state.failures + 1;
  const witnesses = [...new Set([...state.witnesses, ...seenBy])].slice(0, fewestWitnesses);
  const isProbe = state.open !== null && nowMs >= state.open.untilMs;
  const opens = isProbe || (state.open === null && failures >= settings.failures && witnesses.length >= fewestWitnesses);
  if (!opens) return { ...state, failures, witnesses };
  const times = (state.open?.times ?? 0) + 1;
  const coolDownMs = Math.min(settings.mostCoolDownMs, settings.coolDownMs * 2 ** (times - 1));
  return { failures, witnesses, open: { untilMs: nowMs + coolDownMs, times, why }, probeSinceMs: null };
}
