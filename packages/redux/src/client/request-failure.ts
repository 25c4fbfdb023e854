import type { Failure } from '../wire.ts';

/** A refused or lost request, with what a person has to know of it. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  /** 0 where no answer came. */
  readonly status: number;
  readonly failure: RequestFailure;

  constructor(status: number, failure: RequestFailure) {
    super(`${failure.what}: ${failure.why}`);
    this.status = status;
    this.failure = failure;
  }
}

/** The four parts, and where a field of the request was refused, its path. */
export interface RequestFailure extends Failure {
  field: string | null;
  /** Every field that was refused, if the server names more than one. */
  fields: { field: string; message: string }[];
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const own = (code: string, what: string, why: string, next: string): RequestFailure => ({
  code,
  what,
  why,
  tried: [],
  next,
  place: null,
  evidence: null,
  field: null,
  fields: [],
});

export const unreachable = (why: string): RequestFailure =>
  own('server_unreachable', 'DevTeam does not answer', why, 'Check the connection; it is tried again by itself.');

/** What an answer that is no success says; also one that does not come from DevTeam but from something before it. */
export function readFailure(status: number, body: unknown): RequestFailure {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const what = text(given['what']) ?? text(given['title']);
  if (what === null)
    return own(
      'answer_not_understood',
      'The answer is not one of DevTeam',
      `it has the status ${status}`,
      'Check the address that the app sends requests to.',
    );
  const issues = Array.isArray(given['errors']) ? (given['errors'] as Record<string, unknown>[]) : [];
  const field = text(given['field']);
  return {
    code: text(given['code']) ?? 'unknown',
    what,
    why: text(given['why']) ?? text(given['detail']) ?? '',
    tried: Array.isArray(given['tried']) ? given['tried'].map(String) : [],
    next: text(given['next']) ?? '',
    place: text(given['place']),
    evidence: text(given['evidence']),
    field,
    fields: issues.map((issue) => ({ field: text(issue['field']) ?? '', message: text(issue['message']) ?? '' })),
  };
}
