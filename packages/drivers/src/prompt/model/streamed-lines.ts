import { PromptError } from '../prompt-error.ts';
import type { Patience } from './model-port.ts';

export interface StreamRequest {
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}

/** An answer of a server may be this long in all, and in one line; more is nothing that was asked for. */
const mostBytes = 8 * 1024 * 1024;
const mostErrorCharacters = 600;

/** A status of 400 or more, with the beginning of what the server said. */
export class StatusError extends Error {
  readonly status: number;
  readonly said: string;

  constructor(status: number, said: string) {
    super(`status ${status}: ${said}`);
    this.status = status;
    this.said = said;
  }
}

/**
 * The lines of a streamed answer as they come. Node's own time-outs are longer than any of ours and its stream has none, so the three of
 * `patience` are kept here, all through one signal; whatever happens, the connection is closed at the end.
 *
 * Throws `StatusError`, `PromptError` (`model_unreachable`, `model_timed_out`, `model_failed`), or the signal's reason.
 */
export async function* streamedLines({ url, body, headers, patience, signal }: StreamRequest): AsyncGenerator<string, void> {
  signal.throwIfAborted();
  const own = new AbortController();
  const ending = AbortSignal.any([signal, own.signal]);
  const giveUp = (what: string, seconds: number) => () =>
    own.abort(new PromptError('model_timed_out', `${place(url)} ${what} within ${seconds} s.`));
  const after = (seconds: number, what: string) => setTimeout(giveUp(what, seconds), seconds * 1000);
  const total = after(patience.totalSeconds, 'did not end its answer');
  let silence = after(Math.min(patience.firstWordSeconds, patience.totalSeconds), 'said nothing');
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // Whoever redirects a prompt elsewhere gets none.
      redirect: 'error',
      signal: ending,
    });
    const decoder = new TextDecoder();
    let rest = '';
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      clearTimeout(silence);
      silence = after(patience.silenceSeconds, 'went silent in the middle of its answer');
      bytes += chunk.byteLength;
      if (bytes > mostBytes) throw new PromptError('model_failed', `${place(url)} answered more than ${mostBytes} bytes.`);
      rest += decoder.decode(chunk, { stream: true });
      if (!response.ok) continue;
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield line;
    }
    rest += decoder.decode();
    if (!response.ok) throw new StatusError(response.status, saidIn(rest));
    if (rest.trim() !== '') yield rest;
  } catch (error) {
    if (ending.aborted) throw ending.reason;
    if (error instanceof PromptError || error instanceof StatusError) throw error;
    throw new PromptError('model_unreachable', `${place(url)} cannot be reached: ${causeOf(error)}.`, { cause: error });
  } finally {
    clearTimeout(total);
    clearTimeout(silence);
    own.abort();
  }
}

/** Host and path, never a login or a query. */
export function place(url: string): string {
  const { host, pathname, protocol } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

/** Servers of both kinds say `{"error": …}`, as a text or as an object with a message. */
function saidIn(text: string): string {
  let said = text.trim();
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === 'string') said = error;
    else if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') said = error.message;
  } catch {
    // It stays the text.
  }
  return said.slice(0, mostErrorCharacters) || 'no text';
}

/** Fetch hides why it failed one or two causes deep. */
function causeOf(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause !== undefined) deepest = deepest.cause;
  if (deepest instanceof AggregateError && deepest.errors[0] instanceof Error) deepest = deepest.errors[0];
  if (!(deepest instanceof Error)) return String(deepest);
  const code = 'code' in deepest && typeof deepest.code === 'string' ? deepest.code : undefined;
  const known: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ECONNRESET: 'the connection was cut',
    UND_ERR_SOCKET: 'the connection was cut',
    ENOTFOUND: 'there is no host of that name',
    EAI_AGAIN: 'its name could not be looked up',
    ETIMEDOUT: 'it did not take the connection',
    UND_ERR_CONNECT_TIMEOUT: 'it did not take the connection',
  };
  return (code === undefined ? undefined : known[code]) ?? deepest.message;
}
