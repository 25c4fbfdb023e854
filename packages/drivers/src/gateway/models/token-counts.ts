/** What a provider said it counted. Null: it did not say, or the answer broke off before it would have. */
export interface TokenCounts {
  /** All of the prompt, with what came from a cache or went into it. */
  readonly inputTokens: number | null;
  /** Part of `inputTokens`. */
  readonly cachedInputTokens: number | null;
  /** Part of `inputTokens`, as far as writing to the cache has a price of its own. */
  readonly cacheWriteTokens: number | null;
  /** Part of `cacheWriteTokens`: kept for an hour, which costs more. */
  readonly longCacheWriteTokens: number | null;
  /** All that the model wrote, with its reasoning. */
  readonly outputTokens: number | null;
  /** Part of `outputTokens`. */
  readonly reasoningTokens: number | null;
}

export const unknownTokens: TokenCounts = {
  inputTokens: null,
  cachedInputTokens: null,
  cacheWriteTokens: null,
  longCacheWriteTokens: null,
  outputTokens: null,
  reasoningTokens: null,
};

export const noTokens: TokenCounts = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  longCacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

export const isKnown = (tokens: TokenCounts): boolean => tokens.inputTokens !== null && tokens.outputTokens !== null;

export interface UsageTotals {
  readonly requests: number;
  /** Of them: ended as anything but `ok`. */
  readonly failed: number;
  /** Of them: the provider did not tell both input and output. The sums below lack what it did not tell. */
  readonly unknown: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** Sum of what is known. */
  readonly costUsd: number;
  /** Of the requests: their cost is not known, because the tokens or the price are not. */
  readonly unpriced: number;
}

export const noUsage: UsageTotals = {
  requests: 0,
  failed: 0,
  unknown: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  costUsd: 0,
  unpriced: 0,
};

export interface CountedRequest {
  readonly isOk: boolean;
  readonly tokens: TokenCounts;
  readonly costUsd: number | null;
}

export function addRequest(totals: UsageTotals, { isOk, tokens, costUsd }: CountedRequest): UsageTotals {
  return {
    requests: totals.requests + 1,
    failed: totals.failed + (isOk ? 0 : 1),
    unknown: totals.unknown + (isKnown(tokens) ? 0 : 1),
    inputTokens: totals.inputTokens + (tokens.inputTokens ?? 0),
    cachedInputTokens: totals.cachedInputTokens + (tokens.cachedInputTokens ?? 0),
    cacheWriteTokens: totals.cacheWriteTokens + (tokens.cacheWriteTokens ?? 0),
    outputTokens: totals.outputTokens + (tokens.outputTokens ?? 0),
    reasoningTokens: totals.reasoningTokens + (tokens.reasoningTokens ?? 0),
    costUsd: totals.costUsd + (costUsd ?? 0),
    unpriced: totals.unpriced + (costUsd === null ? 1 : 0),
  };
}
