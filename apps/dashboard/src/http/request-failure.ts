import { type Failure, describeFailure, errorCatalogue } from '@devteam/api';

/** An answer that was not what we asked for. `failure` is what the screen shows. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  readonly failure: Failure;

  constructor(status: number | null, failure: Failure, options: ErrorOptions = {}) {
    super(`${failure.what}: ${failure.why}`, options);
    this.status = status;
    this.failure = failure;
  }
}

/** Nothing answered. The catalogue has no entry for this: only a page that outlives its server can meet it. */
export const serverUnreachable = (path: string, cause: unknown): RequestFailed =>
  new RequestFailed(
    null,
    {
      code: 'server_unreachable',
      class: 'infrastructure',
      what: 'The DevTeam server does not answer',
      why: 'it is not running, or the network between this page and the server is cut',
      tried: [],
      next: 'Start it with `devteam up`; this page goes on by itself.',
      place: path,
      evidence: cause instanceof Error ? cause.message : null,
    },
    { cause },
  );

/** An answer whose shape is not the wire's: an older or newer server, or something between us and it. */
export const answerNotUnderstood = (path: string, status: number, detail: string): RequestFailed =>
  new RequestFailed(
    status,
    describeFailure('unexpected', { why: 'the answer has a form this page does not know', place: path, evidence: detail.slice(0, 2000) }),
  );

const text = (value: unknown): string | null => (typeof value === 'string' && value.length > 0 ? value : null);

/** Reads problem JSON; what it lacks is filled from the catalogue, so that every failure has its four parts. */
export function failureOfProblem(body: unknown, status: number, path: string): Failure {
  const problem: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const code = text(problem['code']) ?? fallbackCode(status);
  const known = Object.hasOwn(errorCatalogue, code) ? describeFailure(code as keyof typeof errorCatalogue) : describeFailure('unexpected');
  return {
    ...known,
    code,
    what: text(problem['what']) ?? known.what,
    why: text(problem['why']) ?? known.why,
    tried: Array.isArray(problem['tried']) ? problem['tried'].filter((item) => typeof item === 'string') : known.tried,
    next: text(problem['next']) ?? known.next,
    place: text(problem['place']) ?? path,
    evidence: text(problem['evidence']),
  };
}

const fallbackCode = (status: number): keyof typeof errorCatalogue =>
  status === 401 ? 'unauthorized' : status === 404 ? 'not_found' : 'unexpected';
