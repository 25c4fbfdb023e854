import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';
import { type Failure, describeFailure } from './failure.ts';

/** A failure a caller can act on. Recognise it by `code`, not by `instanceof`: it crosses processes, packages and JSON. */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: ErrorCode;
  readonly failure: Failure;
  /** Also here, for those who know an error by its properties only. */
  readonly place: string | undefined;
  readonly evidence: string | undefined;
  readonly retryAt: string | undefined;
  /** What may be asked instead, here and now. */
  readonly allowed: readonly string[] | undefined;

  constructor(
    code: ErrorCode,
    known: Parameters<typeof describeFailure>[1] = {},
    options: ErrorOptions & { allowed?: readonly string[] } = {},
  ) {
    const failure = describeFailure(code, known);
    super(`${failure.what}: ${failure.why}`, options);
    this.code = code;
    this.failure = failure;
    this.place = failure.place ?? undefined;
    this.evidence = failure.evidence ?? undefined;
    this.retryAt = failure.retryAt;
    this.allowed = options.allowed;
  }
}

/** The catalogue's code of anything thrown, or `undefined` if it has none that we know. */
export function findErrorCode(error: unknown): ErrorCode | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && Object.hasOwn(errorCatalogue, code) ? (code as ErrorCode) : undefined;
}

/** The failure card of anything thrown; what has no code of ours is `unexpected` with its own message as the cause. */
export function failureOf(error: unknown, place?: string): Failure {
  if (error instanceof CodedError) return place && !error.failure.place ? { ...error.failure, place } : error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return describeFailure(findErrorCode(error) ?? 'unexpected', { why: message, ...(place ? { place } : {}) });
}
