import { type FailureClass, codeOfFailure, speaksAgainstProvider } from './failure-class.ts';
import type { Protocol } from './gateway-port.ts';
import { costOf, findPrice } from './models/cost.ts';
import type { PreparedRequest } from './models/prepare-request.ts';
import type { AnswerFacts } from './models/read-answer.ts';
import { type TokenCounts, isKnown, noTokens } from './models/token-counts.ts';
import type { RunContext } from './run-context.ts';
import type { Traffic } from './traffic.ts';

const longestWhy = 500;

/** How a request ended, as far as it got. */
export interface Ended {
  readonly outcome: 'ok' | 'canceled' | FailureClass;
  readonly why: string | null;
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;
  readonly facts: AnswerFacts;
  /** The provider had begun to work: what it did not tell may still have cost something. */
  readonly mayHaveCost: boolean;
  readonly isNetwork: boolean;
}

interface Booking {
  readonly request: number;
  readonly protocol: Protocol;
  readonly prepared: PreparedRequest;
  readonly provider: string;
  readonly ended: Ended;
  readonly traffic: Traffic;
  readonly durationMs: number;
}

/** Everybody is told how it ended: the ledger, the circuit breaker, the run, and who listens. */
export function bookRequest(run: RunContext, { request, protocol, prepared, provider, ended, traffic, durationMs }: Booking): void {
  const { outcome, facts } = ended;
  const tokens: TokenCounts = ended.mayHaveCost ? facts.tokens : noTokens;
  const bytesOut = Buffer.byteLength(prepared.body);
  const price =
    prepared.upstream.price ??
    findPrice(prepared.upstream.name ?? prepared.model, run.prices) ??
    (prepared.upstream.protocol === 'ollama' ? free : undefined);
  const costUsd = !price || facts.hasSurcharge ? null : costOf(tokens, price);
  const why = ended.why === null ? null : run.redactor.redact(ended.why).slice(0, longestWhy);
  const nowMs = run.now();
  run.ledger.end({
    model: prepared.model,
    protocol,
    isOk: outcome === 'ok',
    tokens,
    costUsd,
    estimate: isKnown(tokens) && (costUsd !== null || !price) ? null : estimateOf(tokens, bytesOut, traffic, price, facts.hasSurcharge),
  });
  if (outcome === 'canceled') run.providers.toldNothing(provider);
  else if (outcome !== 'ok' && speaksAgainstProvider(outcome)) run.providers.failed(provider, why ?? outcome, ended.isNetwork);
  else run.providers.succeeded(provider);
  if (outcome === 'ok') run.noteFailure(null);
  else if (outcome !== 'canceled')
    run.noteFailure({
      failureClass: outcome,
      code: codeOfFailure[outcome],
      why: why ?? outcome,
      retryAtMs: ended.retryAfterSeconds === null ? null : nowMs + ended.retryAfterSeconds * 1000,
    });
  run.emit({
    type: 'request_finished',
    atMs: nowMs,
    request,
    protocol,
    model: prepared.model,
    outcome,
    why,
    status: ended.status,
    retryAfterSeconds: ended.retryAfterSeconds,
    tokens,
    costUsd,
    finishReason: facts.finishReason === null ? null : run.redactor.redact(facts.finishReason.slice(0, 100)),
    durationMs,
    firstByteMs: traffic.firstByteMs,
    bytesOut,
    bytesIn: traffic.bytesIn,
  });
}

/** A model of our own machine. */
const free = { input: 0, output: 0 };

/**
 * For budgets only: three bytes a token for what was sent, one token a record of a stream. The price of a better tier, which nobody told us, counts as
 * twice the usual one.
 */
function estimateOf(
  tokens: TokenCounts,
  bytesOut: number,
  traffic: Traffic,
  price: Parameters<typeof costOf>[1] | undefined,
  hasSurcharge: boolean,
) {
  const inputTokens = tokens.inputTokens ?? Math.ceil(bytesOut / 3);
  const outputTokens = tokens.outputTokens ?? (traffic.records > 0 ? traffic.records : Math.ceil(traffic.bytesIn / 3));
  const costUsd = price ? (costOf({ ...tokens, inputTokens, outputTokens }, price) ?? 0) : 0;
  return { tokens: inputTokens + outputTokens, costUsd: hasSurcharge ? costUsd * 2 : costUsd };
}
