import { type ErrorCode, type Failure, type Problem, describeFailure, errorCatalogue, failureOf, findErrorCode } from '@devteam/api';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isConnectionError } from '../connection-errors.ts';

type Known = NonNullable<Parameters<typeof describeFailure>[1]>;

/** A request that is turned away, where the status says more than the code's usual one. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly code: ErrorCode;
  readonly status: number;
  readonly known: Known;
  readonly field: string | undefined;
  readonly allowed: readonly string[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** Of an edit that came too late: what it is now. */
  readonly current: unknown;
  readonly currentTag: string | undefined;

  constructor(
    code: ErrorCode,
    known: Known,
    more: {
      status?: number;
      field?: string;
      retryAfterSeconds?: number;
      allowed?: readonly string[];
      current?: unknown;
      currentTag?: string;
    } = {},
  ) {
    super(known.why ?? errorCatalogue[code].why);
    this.code = code;
    this.known = known;
    this.status = more.status ?? errorCatalogue[code].status;
    this.field = more.field;
    this.allowed = more.allowed;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.current = more.current;
    this.currentTag = more.currentTag;
  }
}

export interface ProblemAnswer {
  problem: Problem;
  retryAfterSeconds?: number | undefined;
  /** Nobody foresaw it: the log has to hold the whole error under the request's id. */
  isUnexpected: boolean;
}

interface More {
  field?: string | undefined;
  allowed?: unknown;
  current?: unknown;
  currentTag?: string | undefined;
}

const problemOf = (failure: Failure, status: number, more: More = {}): Problem => {
  const { class: _class, ...parts } = failure;
  const { allowed, current, currentTag, field } = more;
  return {
    type: `urn:devteam:problem:${failure.code}`,
    title: failure.what,
    status,
    ...parts,
    ...(field === undefined ? {} : { field }),
    ...(Array.isArray(allowed) ? { allowed: allowed.map(String) } : {}),
    ...(currentTag === undefined ? {} : { current, currentTag }),
  };
};

const contexts: Record<string, string> = { querystring: 'query', body: 'body', params: 'params', headers: 'headers' };

/** Anything thrown while answering, as the answer. What nobody foresaw is told by reference only: its message may hold anything. */
export function describeProblem(error: unknown, requestId: string): ProblemAnswer {
  if (error instanceof RequestRefused) {
    const problem = problemOf(describeFailure(error.code, error.known), error.status, error);
    return { problem, retryAfterSeconds: error.retryAfterSeconds, isUnexpected: false };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [issue] = error.validation;
    const context = contexts[(error as { validationContext?: string }).validationContext ?? ''] ?? 'request';
    const keys = issue?.params['keys'];
    const path = [...(issue?.instancePath ?? '').split('/').filter(Boolean), ...(Array.isArray(keys) ? [String(keys[0])] : [])];
    const field = [context, ...path].join('.');
    return { problem: refusal(400, `${field}: ${issue?.message ?? 'is not of the right form'}`, field), isUnexpected: false };
  }
  if (isConnectionError(error)) {
    const known = { why: 'the database does not answer at the moment', tried: ['tried again for some seconds'] };
    return { problem: problemOf(describeFailure('database_unreachable', known), 503), retryAfterSeconds: 1, isUnexpected: false };
  }
  const code = findErrorCode(error);
  if (code !== undefined && code !== 'unexpected')
    return { problem: problemOf(failureOf(error), statusOf(code), error as { field?: string; allowed?: unknown }), isUnexpected: false };
  const { message, statusCode } = (error ?? {}) as { statusCode?: unknown; message?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    // What is wrong with a request before its fields are looked at is wrong with its body: too large, of another kind, no JSON.
    return { problem: refusal(statusCode, String(message), statusCode === 404 ? undefined : 'body'), isUnexpected: false };
  return { problem: problemOf(describeFailure('unexpected', { place: `request ${requestId}` }), 500), isUnexpected: true };
}

/** Some codes are ends of an execution and no answer to a request: there it is a conflict. */
const statusOf = (code: ErrorCode): number => (errorCatalogue[code].status < 400 ? 409 : errorCatalogue[code].status);

const codeOfStatus: Readonly<Record<number, ErrorCode>> = { 404: 'not_found', 413: 'request_too_large', 415: 'media_type_unsupported' };

const refusal = (status: number, why: string, field?: string): Problem =>
  problemOf(describeFailure(codeOfStatus[status] ?? 'request_invalid', { why }), status, { field });
