import type { EgressRule } from './egress/egress-rules.ts';
import type { RegistryName, RegistrySettings } from './egress/registries.ts';
import type { FailureClass, GatewayCode } from './failure-class.ts';
import type { BreakerSettings } from './models/breaker.ts';
import type { Budget, BudgetKind } from './models/budget.ts';
import type { ModelPrice } from './models/prices.ts';
import type { TokenCounts, UsageTotals } from './models/token-counts.ts';
import type { Resolve } from './egress/resolve-address.ts';

/**
 * The gateway is the only way out of a sandbox. It stands in the worker's process, listens on one unix socket a run, and lets three things
 * through: requests to the models that the run may use, reads of the package registries that it may use, and what its egress rules name.
 *
 * What it owes, and what a lazy one gets wrong:
 *
 * - **Keys stay outside.** A sandbox knows the key of its run, which is random, worth nothing elsewhere and dead after `close()`. The real key is
 *   asked for at the moment of use and set on the way out. No answer, event, log entry or error holds either of them, also not in pieces.
 * - **Nobody gets in without the key.** Neither over the socket nor over loopback, where every process of the machine could knock.
 * - **Counts are the provider's.** Tokens are read from its answers and streams, never computed. Where it does not say, the count is null and the
 *   request counts as unknown; only a budget may then work with an estimate, and says so. Money is tokens times a price with source and date.
 * - **Budgets hold before the request.** From the limit on every request is refused; what is under way may end. So at most the requests under way
 *   go over it. At four fifths there is one warning each.
 * - **What was checked is what is sent.** The body that goes out is written anew from what was read, so that no second reading of it can differ.
 * - **Streams pass through.** A token is passed on when it comes. A slow reader slows the provider down, it does not fill our memory. A client that
 *   goes away ends the request at the provider. A stream that broke off breaks off for the client too: it never looks like a good end.
 * - **Everything ends.** Every request has times for connecting, for the first byte, between bytes and as a whole; the run has a deadline.
 * - **Down is down.** After some failures in a row a provider is left alone for a while: requests are refused at once in a way that makes an agent
 *   give up, then one of them tries it. One run alone cannot make a provider look down for the others, except by what is out of its hands.
 * - **Names are resolved once**, and the connection goes to the address that was checked. Private, loopback, link-local and metadata addresses are
 *   refused unless a rule names them.
 * - **What passed and what was refused can be read**, bounded, without queries and without secrets.
 * - **Refusals teach.** They come in the shape of the protocol that was spoken, with code, reason and what would be allowed.
 */
export interface Gateway {
  /** Listens from when it resolves. Rejects with `gateway_settings_invalid` or `gateway_could_not_listen`, naming the setting or the path. */
  openRun(spec: GatewayRunSpec): Promise<GatewayRun>;
  /** Where the circuit breakers of all providers seen so far stand. */
  providers(): ProviderState[];
  /** Closes all runs and ends everything under way. */
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** Won over by those of the run's models, and win over the table. */
  readonly prices?: readonly ModelPrice[] | undefined;
  readonly limits?: Partial<GatewayLimits> | undefined;
  readonly breaker?: Partial<BreakerSettings> | undefined;
  /** How names become addresses; the system's way unless told. */
  readonly resolve?: Resolve | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

/** For each request unless the name says otherwise. */
export interface GatewayLimits {
  readonly requestBytes: number;
  /** Of a model's answer, and of one record of a stream. */
  readonly answerBytes: number;
  /** Held for all requests to models of one run at the same time, so that a sandbox cannot fill our memory. */
  readonly heldBytes: number;
  /** Of what a registry or another host answers. */
  readonly egressAnswerBytes: number;
  /** Out of the sandbox through one tunnel or one request to another host. */
  readonly egressUploadBytes: number;
  readonly connectMs: number;
  readonly firstByteMs: number;
  /** Between two pieces, of either side. */
  readonly silenceMs: number;
  readonly wholeMs: number;
  /** Connections into one run at the same time. */
  readonly connections: number;
  /** Entries kept of what was refused, and as many of what passed; so many refusals of a run are told as events, the others only counted. */
  readonly logEntries: number;
}

export interface GatewayRunSpec {
  /** The sandbox's id; also names the socket. */
  readonly id: string;
  /** Absolute host folder; made if it is missing. The path of a socket may have 107 bytes, of which 24 are ours. */
  readonly socketDirectory: string;
  /** A port of 127.0.0.1 as well, for sandboxes that share the host's network. */
  readonly listenOnTcp?: boolean | undefined;
  /** By the name that is used inside. */
  readonly models: Readonly<Record<string, ModelUpstream>>;
  /** What happens to requests for a model that is not named: refused unless a model is given that takes its place. */
  readonly otherModelsBecome?: string | undefined;
  readonly budget?: Budget | undefined;
  /** Milliseconds since 1970. */
  readonly deadlineAtMs: number;
  readonly egress?: readonly EgressRule[] | undefined;
  /** Off unless named. */
  readonly registries?: readonly (RegistryName | RegistrySettings)[] | undefined;
  /** Tools that run at the provider, and addresses that it would fetch, are a way out past this gateway. `removed` unless told. */
  readonly providerSideTools?: 'removed' | 'allowed' | undefined;
  /** Other values that must never be seen in events and logs. */
  readonly secrets?: readonly string[] | undefined;
  /** Called in order. It must not throw; what it throws is dropped. */
  readonly onEvent?: ((event: GatewayEvent) => void) | undefined;
}

export type Protocol = 'openai' | 'anthropic' | 'ollama';
export type Effort = 'low' | 'medium' | 'high';

/** A provider's model. One of Ollama is also reached by the addresses of the other two, which it speaks itself. */
export interface ModelUpstream {
  readonly protocol: Protocol;
  /** As each one's own programs take it: what stands before `/chat/completions` (openai), `/v1/messages` (anthropic), `/api/chat` (ollama). */
  readonly baseUrl: string;
  /** Asked for each request, and once more if the provider refuses it; null for a provider without keys. */
  readonly key: (() => string | Promise<string>) | null;
  /** The provider's name of it, if it differs from the name inside. */
  readonly name?: string | undefined;
  /** Set on every request, whatever it asks for itself. */
  readonly effort?: Effort | null | undefined;
  /** Added on the way out: an organisation, a project. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly price?: Omit<ModelPrice, 'model'> | undefined;
}

export interface GatewayRun {
  /** As `Authorization: Bearer`, `x-api-key`, user or password of Basic (also for proxies), or in the path: `/key/KEY/…`. */
  readonly key: string;
  readonly socketPath: string;
  /** `http://127.0.0.1:PORT`; null unless asked for. */
  readonly tcpUrl: string | null;
  usage(): RunUsage;
  /** The last of them, oldest first. */
  refusals(): Refusal[];
  passages(): Passage[];
  /** How the model's traffic stands: the last failure that no success followed, or null. Decides whether an attempt was used up. */
  failure(): RunFailure | null;
  /** Without this run's secrets. */
  redact(text: string): string;
  /** Ends all that is under way and removes the socket; then the usage is final. May be called any number of times. */
  close(): Promise<void>;
}

export interface RunUsage {
  readonly total: UsageTotals;
  readonly byModel: Readonly<Record<string, UsageTotals>>;
  readonly byProtocol: Readonly<Partial<Record<Protocol, UsageTotals>>>;
  /** Requests and connections of all kinds that were refused. */
  readonly refused: number;
  /** What the budget was charged with: the exact counts, and estimates for requests whose provider did not tell. */
  readonly charged: { readonly tokens: number; readonly costUsd: number; readonly requests: number; readonly estimatedTokens: number };
}

export interface Refusal {
  readonly atMs: number;
  readonly code: GatewayCode;
  readonly why: string;
  readonly method: string;
  /** The host that was asked for; null for what was meant for the gateway itself. */
  readonly host: string | null;
  /** Without query; null for a tunnel. */
  readonly path: string | null;
}

export interface Passage {
  readonly atMs: number;
  readonly method: string;
  readonly host: string;
  readonly path: string | null;
  /** Null for a tunnel, and if no answer came. */
  readonly status: number | null;
  readonly bytesOut: number;
  readonly bytesIn: number;
}

export interface RunFailure {
  readonly failureClass: FailureClass | 'budget';
  readonly code: GatewayCode;
  readonly why: string;
  /** When it is worth trying again, as far as anybody said; milliseconds since 1970. */
  readonly retryAtMs: number | null;
}

export interface ProviderState {
  /** Scheme, host and port. */
  readonly provider: string;
  readonly state: 'up' | 'down' | 'probing';
  readonly untilMs: number | null;
  readonly why: string | null;
}

export type GatewayEvent =
  | {
      readonly type: 'request_started';
      readonly atMs: number;
      readonly request: number;
      readonly protocol: Protocol;
      readonly model: string;
      readonly isStream: boolean;
      /** What was taken out or set, in words: `effort set to medium`. */
      readonly changes: readonly string[];
    }
  | RequestFinished
  | ({ readonly type: 'refused' } & Refusal)
  | {
      readonly type: 'budget_warning';
      readonly atMs: number;
      readonly kind: BudgetKind;
      readonly spent: number;
      readonly limit: number;
    }
  | { readonly type: 'provider_down'; readonly atMs: number; readonly provider: string; readonly untilMs: number; readonly why: string }
  | { readonly type: 'provider_up'; readonly atMs: number; readonly provider: string };

export interface RequestFinished {
  readonly type: 'request_finished';
  readonly atMs: number;
  readonly request: number;
  readonly protocol: Protocol;
  readonly model: string;
  readonly outcome: 'ok' | 'canceled' | FailureClass;
  /** What the provider said of it; null if it went well or nothing was said. */
  readonly why: string | null;
  /** Of the provider; null if it did not answer. */
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;
  readonly tokens: TokenCounts;
  /** Null if tokens or price are not known. */
  readonly costUsd: number | null;
  readonly finishReason: string | null;
  readonly durationMs: number;
  readonly firstByteMs: number | null;
  readonly bytesOut: number;
  readonly bytesIn: number;
}
