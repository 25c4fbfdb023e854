import { failure } from '../agent/outcome.ts';
import { type ProviderFailureCode, providerFailure } from '../agent/provider-failure.ts';
import type { ExecutorFailure } from '../executor-port.ts';

export interface AiderVerdict {
  readonly failure: ExecutorFailure | null;
  /** Over all answers that came; null if none told its numbers. */
  readonly tokens: { readonly input: number; readonly output: number } | null;
  /** Requests that were answered or refused. */
  readonly requests: number;
  readonly edited: readonly string[];
  /** What its model said before the edits of its last answer; null if nothing. */
  readonly said: string | null;
}

interface AiderEvent {
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * What became of a run, by its event log: its own exit code is 0 whatever happened. The log is written by our launcher and by Aider itself; a line
 * that is not an event is passed over, for the last one may be cut.
 */
export function aiderVerdict(log: string, exitCode: number | null, printed: string): AiderVerdict {
  const events = log.split('\n').flatMap(parseEvent);
  const of = (name: string) => events.filter(({ event }) => event === name).map(({ properties }) => properties);
  const answers = of('devteam_model_answer');
  const sum = (name: string) => answers.reduce((total, answer) => total + (numberOf(answer[name]) ?? 0), 0);
  const end = of('devteam_end').at(-1);
  return {
    failure: findFailure({ of, answers, end, last: events.findLast(({ event }) => event.startsWith('devteam_model')), exitCode, printed }),
    tokens: answers.some((answer) => numberOf(answer['input_tokens']) !== undefined)
      ? { input: sum('input_tokens'), output: sum('output_tokens') }
      : null,
    requests: answers.length + of('devteam_model_error').length,
    edited: Array.isArray(end?.['edited']) ? end['edited'].map(String) : [],
    said: proseOf(textOf(answers.at(-1)?.['said'])),
  };
}

function findFailure(known: {
  of: (name: string) => AiderEvent['properties'][];
  answers: AiderEvent['properties'][];
  end: AiderEvent['properties'] | undefined;
  /** The last that the model did: an answer or an error. */
  last: AiderEvent | undefined;
  exitCode: number | null;
  printed: string;
}): ExecutorFailure | null {
  const { answers, end, exitCode, last, of, printed } = known;
  if (exitCode === 127) return failure('executor_missing', 'there is no Aider in the sandbox', printed);
  if (exitCode === 3 && !last) return failure('executor_missing', 'the Aider in the sandbox is not the version that is known', printed);
  const refused = of('devteam_refused')[0];
  if (refused) {
    const paths = Array.isArray(refused['paths']) ? refused['paths'].join(', ') : '';
    return failure('executor_reached_outside', 'its model wanted to edit files outside of the work, which was refused', paths);
  }
  if (last?.event === 'devteam_model_error') return modelFailure(last.properties);
  if (!end) return failure('executor_failed', `Aider ended with exit code ${exitCode ?? 'unknown'} before it was done`, printed);
  if (of('devteam_exhausted').length > 0) {
    const isCut = answers.at(-1)?.['finish'] === 'length';
    return isCut
      ? failure('executor_answer_unusable', 'the answer of the model was cut at the limit of its length', printed)
      : providerFailure('context_too_long', undefined, printed);
  }
  if (!last) return failure('executor_failed', 'Aider ended without asking its model', printed);
  if (last.properties['empty'] === true) return failure('executor_answer_unusable', 'the model answered with nothing', printed);
  const unfinished = end['unfinished'];
  if (typeof unfinished === 'string' && unfinished !== '')
    return failure(
      'executor_edit_incomplete',
      'its model wrote edits that do not fit the files, also after they were sent back',
      unfinished,
    );
  return null;
}

/** By the names that litellm gives to what a provider answers. */
const codeByName: Readonly<Record<string, ProviderFailureCode>> = {
  AuthenticationError: 'provider_key_refused',
  PermissionDeniedError: 'provider_key_refused',
  RateLimitError: 'provider_rate_limited',
  ContextWindowExceededError: 'context_too_long',
  BadRequestError: 'provider_refused_request',
  NotFoundError: 'provider_refused_request',
  UnprocessableEntityError: 'provider_refused_request',
};

function modelFailure({ message, name, status }: AiderEvent['properties']): ExecutorFailure {
  return providerFailure(codeByName[String(name)] ?? 'provider_down', numberOf(status), typeof message === 'string' ? message : null);
}

/** Before the first fence, without the path that stands above it. */
function proseOf(answer: string): string | null {
  const [before = '', ...after] = answer.split(/^```/m);
  return (after.length === 0 ? before : before.trimEnd().replace(/[^\n]*$/, '')).trim() || null;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined);

function parseEvent(line: string): AiderEvent[] {
  try {
    const { event, properties } = JSON.parse(line) as Partial<AiderEvent>;
    return typeof event === 'string' ? [{ event, properties: properties ?? {} }] : [];
  } catch {
    return [];
  }
}
