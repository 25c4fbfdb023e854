import type { NodeFailure } from './node-failure.ts';

/** How often a node is tried, and how long to wait between. Delays grow: `initialDelayMs`, then `factor` times as long each time. */
export interface RetryPolicy {
  /** All attempts, the first included: 1 means that a failure is final. */
  readonly maxAttempts: number;
  /** Before attempt 2. Default 1 000. */
  readonly initialDelayMs?: number;
  /** Default 2. */
  readonly factor?: number;
  /** No delay is longer than this. Default 60 000. */
  readonly maxDelayMs?: number;
  /**
   * Which failures are worth another attempt; without it all but a NonRetryableError. Asked where the node ran, once per
   * failure; its answer travels with the outcome, so it may change between versions without changing what already happened.
   */
  readonly retryOn?: (failure: NodeFailure) => boolean;
}

export const noRetry: RetryPolicy = { maxAttempts: 1 };

const defaults = { initialDelayMs: 1000, factor: 2, maxDelayMs: 60_000 };

/** How long to wait before `attempt` (from 1) begins. Without jitter, so that a replay computes the same. */
export function retryDelayMs(policy: RetryPolicy, attempt: number): number {
  if (attempt <= 1) return 0;
  const { initialDelayMs, factor, maxDelayMs } = { ...defaults, ...policy };
  // Bounded, since 0 times infinity is no number.
  const growth = Math.min(factor ** (attempt - 2), Number.MAX_SAFE_INTEGER);
  return Math.min(maxDelayMs, Math.round(initialDelayMs * growth));
}

/** What is wrong with the numbers of a policy, in words; empty when nothing is. */
export function retryPolicyProblems(policy: RetryPolicy): string[] {
  const { maxAttempts, initialDelayMs, factor, maxDelayMs } = { ...defaults, ...policy };
  const problems: string[] = [];
  if (!Number.isSafeInteger(maxAttempts) || maxAttempts < 1)
    problems.push(`maxAttempts is ${maxAttempts}; it must be a whole number from 1`);
  if (!Number.isFinite(initialDelayMs) || initialDelayMs < 0) problems.push(`initialDelayMs is ${initialDelayMs}; it must be 0 or more`);
  if (!Number.isFinite(factor) || factor < 1) problems.push(`factor is ${factor}; it must be 1 or more`);
  if (!Number.isFinite(maxDelayMs) || maxDelayMs < 0) problems.push(`maxDelayMs is ${maxDelayMs}; it must be 0 or more`);
  return problems;
}
