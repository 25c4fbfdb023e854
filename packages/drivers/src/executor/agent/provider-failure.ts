import type { ExecutorFailure, ExecutorFailureCode } from '../executor-port.ts';
import { failure } from './outcome.ts';

const causes = {
  provider_key_refused: 'the model refuses the key of the run',
  provider_rate_limited: 'the model answers with too many requests',
  provider_down: 'the model cannot be reached, or answers with an error of its own',
  provider_refused_request: 'the model refuses the request',
  context_too_long: 'the files and the prompt are more than the model can read',
} as const satisfies Partial<Record<ExecutorFailureCode, string>>;

export type ProviderFailureCode = keyof typeof causes;

/** What an agent says of its model, in our words; `evidence` is in its own. */
export const providerFailure = (code: ProviderFailureCode, status: number | undefined, evidence: string | null): ExecutorFailure =>
  failure(code, status === undefined ? causes[code] : `${causes[code]} (HTTP ${status})`, evidence);

/** By what an HTTP status means, and by the words in which providers tell that a request is too long. */
export function codeOfStatus(status: number, said: string): ProviderFailureCode {
  if (/context.?(length|window)|too many tokens|prompt is too long/i.test(said)) return 'context_too_long';
  if (status === 401 || status === 403) return 'provider_key_refused';
  if (status === 429) return 'provider_rate_limited';
  return status >= 500 || status === 408 ? 'provider_down' : 'provider_refused_request';
}
