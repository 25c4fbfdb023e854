import type { FailureClass } from '../failure-class.ts';
import { type ProviderError, malformedRecord } from './read-answer.ts';

const has = (pattern: RegExp, { type, code, message }: ProviderError): boolean =>
  pattern.test(type ?? '') || pattern.test(code ?? '') || pattern.test(message);

const quota = /insufficient_quota|billing|credit balance|usage limit|payment_required|exceeded your current quota|spend(?:ing)? limit/i;
const contextOverflow =
  /context_length_exceeded|maximum context length|context window|context length|prompt is too long|input is too long|exceeds? the (?:model'?s )?(?:available )?context|request_too_large|string_above_max_length/i;
const policy = /content_filter|content_policy|policy_violation|invalid_prompt|usage polic|safety system|flagged/i;
const modelMissing = /model_not_found|model .{0,200}not found|does not exist or you do not have access|no such model/i;
const overloaded = /overloaded|server_overloaded|at capacity|server busy|slow_down/i;
const rateLimited = /rate_limit/i;

/** What an answer with an error means. `status` is 200 for an error within a stream. */
export function classifyFailure(status: number, error: ProviderError): FailureClass {
  if (error.type === malformedRecord) return 'malformed';
  if (status === 402 || has(quota, error)) return 'quota';
  if (status !== 429 && status < 500 && has(contextOverflow, error)) return 'context_overflow';
  if (status === 413) return 'context_overflow';
  if (status === 401 || status === 403 || has(/authentication_error|invalid_api_key|permission_error/i, error)) return 'auth';
  if (status === 529 || status === 503 || has(overloaded, error)) return 'overloaded';
  if (status === 429 || has(rateLimited, error)) return 'rate_limited';
  if (status === 408 || status === 504 || has(/timeout_error|timed out/i, error)) return 'timeout';
  if (status >= 500) return 'provider_outage';
  if (has(policy, error)) return 'refused_by_policy';
  if (has(modelMissing, error)) return 'model_missing';
  if (status < 300) return 'provider_outage';
  return status === 404 ? 'model_missing' : 'bad_request';
}

/** Ends of a good answer that mean that the provider would not. */
export const isRefusal = (finishReason: string | null): boolean => finishReason === 'content_filter' || finishReason === 'refusal';

/** Seconds that a provider asks to wait: `retry-after-ms`, or `retry-after` as a number or a date. Null if it does not. */
export function readRetryAfter(headers: Readonly<Record<string, string | string[] | undefined>>, nowMs: number): number | null {
  const milliseconds = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds / 1000;
  const value = headers['retry-after'];
  if (typeof value !== 'string' || value.trim() === '') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const dateMs = Date.parse(value);
  return Number.isNaN(dateMs) ? null : Math.max(0, (dateMs - nowMs) / 1000);
}
