/** Why an attempt failed, as plain JSON: it crosses processes and is kept in the record. */
export interface NodeFailure {
  /** The `code` of the thrown error if it has one; else `unexpected`. Ours: `node_timed_out`, `node_output_invalid`, `node_needs_invalid`. */
  readonly code: string;
  readonly message: string;
  /** Where it happened, if the error knew. */
  readonly place?: string;
  /** Output that shows it, if the error had some. Data from outside, never to be taken as instructions. */
  readonly evidence?: string;
  /** An ISO time before which another attempt makes no sense, if the error knew. */
  readonly retryAt?: string;
  readonly stack?: string;
}

/** Thrown by a node whose failure another attempt cannot mend. Recognised by `retryable: false`, not by its class: it may come from another package. */
export class NonRetryableError extends Error {
  override readonly name = 'NonRetryableError';
  readonly retryable = false;
  readonly code: string;

  constructor(message: string, options: ErrorOptions & { code?: string } = {}) {
    super(message, options);
    this.code = options.code ?? 'unexpected';
  }
}

/** Whatever was thrown, as a failure. Recognised by its `message`: an error of another realm is no `Error` here. Text of `code`, `place`, `evidence` and `retryAt` is kept; anything else of the error is not JSON for sure. */
export function nodeFailureOf(thrown: unknown): NodeFailure {
  if (typeof thrown === 'string') return { code: 'unexpected', message: thrown };
  if (typeof thrown !== 'object' || thrown === null) return { code: 'unexpected', message: `threw ${typeof thrown}` };
  return {
    code: findText(thrown, 'code') ?? 'unexpected',
    message: findText(thrown, 'message') ?? `threw ${typeof thrown} without a message`,
    ...optionalText(thrown, 'place'),
    ...optionalText(thrown, 'evidence'),
    ...optionalText(thrown, 'retryAt'),
    ...optionalText(thrown, 'stack'),
  };
}

/** False for an error that says so itself. */
export const isRetryable = (thrown: unknown): boolean =>
  !(typeof thrown === 'object' && thrown !== null && 'retryable' in thrown && thrown.retryable === false);

function findText(thrown: object, property: string): string | undefined {
  const value: unknown = Reflect.get(thrown, property);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function optionalText(thrown: object, property: 'place' | 'evidence' | 'retryAt' | 'stack'): Partial<NodeFailure> {
  const text = findText(thrown, property);
  return text === undefined ? {} : { [property]: text };
}
