import type { GatewayEvent, GatewayLimits, GatewayRunSpec, RunFailure } from './gateway-port.ts';
import type { Holding } from './holding.ts';
import type { ModelPrice } from './models/prices.ts';
import type { RunProviders } from './providers.ts';
import type { Redactor } from './redaction/redactor.ts';
import type { Ledger } from './run-ledger.ts';
import type { RunLog } from './run-log.ts';
import type { Pools } from './upstream-call.ts';
import type { Resolve } from './egress/resolve-address.ts';

/** What the parts of one run share. */
export interface RunContext {
  readonly spec: GatewayRunSpec;
  readonly limits: GatewayLimits;
  readonly now: () => number;
  readonly emit: (event: GatewayEvent) => void;
  readonly ledger: Ledger;
  readonly log: RunLog;
  readonly providers: RunProviders;
  readonly redactor: Redactor;
  readonly prices: readonly (readonly ModelPrice[])[];
  /** For models; of the whole process. */
  readonly pools: Pools;
  /** For everything else; of this run alone, because its rules decided where the connections lead. */
  readonly egressPools: Pools;
  readonly resolve: Resolve;
  /** Aborted at the deadline and when the run is closed. */
  readonly over: AbortSignal;
  readonly held: Holding;
  /** Numbers of requests. */
  nextRequest: () => number;
  /** Null after a success. */
  noteFailure: (failure: RunFailure | null) => void;
}
