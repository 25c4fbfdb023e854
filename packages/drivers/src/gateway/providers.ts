import type { GatewayEvent, ProviderState } from './gateway-port.ts';
import {
  type BreakerSettings,
  type BreakerState,
  admit,
  afterFailure,
  afterNothing,
  afterSuccess,
  closedBreaker,
} from './models/breaker.ts';

/** The circuit breakers as one run sees them: its own, and those of all runs of this process. */
export interface RunProviders {
  /** Whether a request may go to this provider now; if so, one of the other three has to follow. */
  admit(provider: string): { readonly isAdmitted: true } | { readonly isAdmitted: false; readonly retryAtMs: number; readonly why: string };
  succeeded(provider: string): void;
  /** `isNetwork`: it could not be reached at all, which is out of a sandbox's hands. */
  failed(provider: string, why: string, isNetwork: boolean): void;
  toldNothing(provider: string): void;
  close(): void;
}

type Emit = (event: GatewayEvent) => void;

/**
 * A run has a breaker of its own, which its own failures open. The one that all share needs two witnesses: two runs, or a run and the network.
 * Otherwise a sandbox could make a provider fail on purpose and so stop everybody.
 */
export function createProviders(settings: BreakerSettings, now: () => number) {
  const shared = new Map<string, BreakerState>();
  const runs = new Map<string, { emit: Emit; own: Map<string, BreakerState> }>();

  const tellAll = (provider: string, event: GatewayEvent): void => {
    for (const { emit, own } of runs.values()) if (own.has(provider)) emit(event);
  };
  const down = (provider: string, state: BreakerState): GatewayEvent => ({
    type: 'provider_down',
    atMs: now(),
    provider,
    untilMs: state.open?.untilMs ?? now(),
    why: state.open?.why ?? '',
  });

  const openRun = (id: string, emit: Emit): RunProviders => {
    const own = new Map<string, BreakerState>();
    runs.set(id, { emit, own });
    const stateIn = (states: Map<string, BreakerState>, provider: string) => states.get(provider) ?? closedBreaker;
    return {
      admit(provider) {
        for (const states of [own, shared]) {
          const state = stateIn(states, provider);
          const admission = admit(state, now());
          if (!admission.isAdmitted) return { isAdmitted: false, retryAtMs: admission.retryAtMs, why: state.open?.why ?? '' };
        }
        for (const states of [own, shared]) {
          const admission = admit(stateIn(states, provider), now());
          if (admission.isAdmitted) states.set(provider, admission.state);
        }
        return { isAdmitted: true };
      },
      succeeded(provider) {
        const wasDownForAll = stateIn(shared, provider).open !== null;
        const wasDownForUs = stateIn(own, provider).open !== null;
        own.set(provider, afterSuccess());
        shared.set(provider, afterSuccess());
        if (wasDownForAll) tellAll(provider, { type: 'provider_up', atMs: now(), provider });
        else if (wasDownForUs) emit({ type: 'provider_up', atMs: now(), provider });
      },
      failed(provider, why, isNetwork) {
        const failure = { why, nowMs: now() };
        const before = { own: stateIn(own, provider), shared: stateIn(shared, provider) };
        const after = {
          own: afterFailure(before.own, { ...failure, seenBy: [id], fewestWitnesses: 1 }, settings),
          shared: afterFailure(before.shared, { ...failure, seenBy: isNetwork ? [id, 'the network'] : [id], fewestWitnesses: 2 }, settings),
        };
        own.set(provider, after.own);
        shared.set(provider, after.shared);
        if (after.shared.open !== before.shared.open) tellAll(provider, down(provider, after.shared));
        else if (after.own.open !== before.own.open) emit(down(provider, after.own));
      },
      toldNothing(provider) {
        for (const states of [own, shared]) states.set(provider, afterNothing(stateIn(states, provider)));
      },
      close() {
        runs.delete(id);
      },
    };
  };

  return {
    openRun,
    list: (): ProviderState[] =>
      [...shared].map(([provider, { open, probeSinceMs }]) => ({
        provider,
        state: open === null ? 'up' : probeSinceMs === null ? 'down' : 'probing',
        untilMs: open?.untilMs ?? null,
        why: open?.why ?? null,
      })),
  };
}
