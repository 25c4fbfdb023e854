/** What an agent asks, whatever protocol it speaks. */
export interface Ask {
  readonly protocol: 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'ollama-chat';
  readonly model: string;
  readonly effort: string | null;
  /** As the agent showed it, by any of the headers that providers know. */
  readonly key: string | null;
  readonly isStreamed: boolean;
  /** All that the model would read, tool results included. */
  readonly text: string;
  /** The same, message by message. */
  readonly messages: readonly string[];
  /** Names of the tools on offer. */
  readonly tools: readonly string[];
}

export interface ToolCall {
  readonly name: string;
  /** An object for a function; a text for a tool that takes free text. */
  readonly input: Readonly<Record<string, unknown>> | string;
}

/** What a model says. */
export interface Reply {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly finish: 'stop' | 'length';
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** How one protocol reads a request and writes an answer. */
export interface Protocol {
  readonly read: (body: Body, headers: Headers) => Ask;
  /** Pieces in the order in which they are sent; an answer that is not streamed has one. */
  readonly write: (
    ask: Ask,
    reply: Reply,
    usage: Usage,
    id: string,
  ) => { readonly contentType: string; readonly pieces: readonly string[] };
}

export type Body = Readonly<Record<string, unknown>>;

/** The text of a message's content, in any of the shapes that the protocols have for it. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map(contentText).join('\n');
  if (typeof content !== 'object' || content === null) return '';
  const { content: inner, input, output, text } = content as Body;
  return [text, output, inner, input].map((part) => (part === undefined ? '' : contentText(part))).join('');
}

export const objects = (value: unknown): Body[] =>
  Array.isArray(value) ? value.filter((one): one is Body => typeof one === 'object' && one !== null) : [];

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const bearer = (headers: Headers): string | null => /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null;

export const asJson = (value: unknown) => ({ contentType: 'application/json', pieces: [JSON.stringify(value)] });

export const asEvents = (events: readonly { readonly event?: string; readonly data: unknown }[], end = '') => ({
  contentType: 'text/event-stream',
  pieces: [
    ...events.map(({ data, event }) => `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`),
    ...(end ? [end] : []),
  ],
});

/** A text in a few pieces, as a model streams it. */
export function inPieces(text: string, size = 200): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; from += size) pieces.push(text.slice(from, from + size));
  return pieces;
}
