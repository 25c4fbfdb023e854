/**
 * A language model behind some server, asked for one answer in JSON.
 *
 * What every driver owes, and what a lazy one gets wrong:
 *
 * - **It always ends.** A server that is gone, that accepts and says nothing, that stops in the middle of an answer or that drips for ever is given up
 *   in the time that its patience allows. Nothing of the request is left running.
 * - **An answer is whole or an error.** One that was cut off, by its length or by a broken line, is a failure, never a shorter answer.
 * - **Failures have their own code**: away, without the model, busy, too slow, out of memory, refusing, failing. What the server said stands in the message,
 *   shortened, without the key.
 * - **It judges nothing.** The text comes back as it was written, thoughts apart; whether it is of use the caller finds out.
 * - **It does not think aloud** where that can be switched off: thoughts cost time, and with a schema some servers then answer nothing.
 */
export interface PromptModel {
  /** As in settings: `qwen3:8b`. */
  readonly name: string;
  /** Where it runs, without a login: `http://127.0.0.1:11434`. */
  readonly host: string;
  /** How much it reads and writes together. */
  readonly contextTokens: number;
  /** How long an answer may be. */
  readonly answerTokens: number;

  /** Rejects with a `PromptError`, or with the signal's reason when that is aborted. */
  answer(question: ModelQuestion, signal: AbortSignal): Promise<ModelAnswer>;
}

export interface ModelQuestion {
  readonly messages: readonly ModelMessage[];
  /** JSON Schema of the answer; the server is asked to keep to it. */
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ModelAnswer {
  readonly text: string;
  /** What it thought aloud all the same; empty if it did not. */
  readonly thoughts: string;
  /** As the server counts them; null if it does not say. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** How long a server may be silent. Seconds. */
export interface Patience {
  /** Until it says the first word of an answer; it may have to load the model for it. */
  readonly firstWordSeconds: number;
  /** Between two words. */
  readonly silenceSeconds: number;
  /** All together. */
  readonly totalSeconds: number;
}
