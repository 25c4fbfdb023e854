import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a scripted provider does with one request. */
export type Turn =
  /** A good answer with these counts, streamed if the request asks for it. */
  | {
      does: 'answers';
      input: number;
      output: number;
      cached?: number;
      text?: string;
      delayMs?: number;
      finish?: string;
      pieceBytes?: number;
    }
  | { does: 'says'; status: number; body: string | Buffer; headers?: Record<string, string> }
  /** Some pieces of a stream and then the end of the connection, or a clean end too early. */
  | { does: 'breaks off'; how: 'cut' | 'too early' }
  | { does: 'hangs'; when: 'before the head' | 'in the stream' }
  /** Ends the connection without a word. */
  | { does: 'hangs up' }
  /** An answer without counts. */
  | { does: 'tells no usage' }
  | { does: 'streams for ever'; pieceBytes: number };

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

/** A provider of all three protocols that does what it is told, and counts for itself what it has told. */
export async function openScriptedProvider(turnOf: (request: SeenRequest, number: number) => Turn) {
  const seen: SeenRequest[] = [];
  const told = { input: 0, output: 0, cached: 0 };
  const state = { open: 0, aborted: 0, piecesWritten: 0 };
  const server: Server = createServer((from, to) => {
    state.open++;
    to.on('close', () => {
      state.open--;
      if (!to.writableFinished) state.aborted++;
    });
    to.on('error', () => undefined);
    void take(from, to);
  });

  async function take(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const request = { method: from.method ?? '', path: from.url ?? '', headers: from.headers, body: await readJson(from) };
    seen.push(request);
    await play(turnOf(request, seen.length), request, to);
  }

  async function play(turn: Turn, request: SeenRequest, to: ServerResponse): Promise<void> {
    const form = formOf(request);
    const isStream = form.isStream(request.body);
    switch (turn.does) {
      case 'says':
        to.writeHead(turn.status, { 'content-type': 'application/json', ...turn.headers });
        to.end(turn.body);
        return;
      case 'answers': {
        const counts = { input: turn.input, output: turn.output, cached: turn.cached ?? 0 };
        told.input += counts.input;
        told.output += counts.output;
        told.cached += counts.cached;
        const words = (turn.text ?? 'Hello from here').split(/(?<= )/);
        if (!isStream) {
          to.writeHead(200, { 'content-type': 'application/json' });
          to.end(JSON.stringify(form.whole(words.join(''), counts, turn.finish)));
          return;
        }
        to.writeHead(200, { 'content-type': form.streamType });
        const records = form.stream(words, counts, request.body, turn.finish);
        if (turn.pieceBytes) {
          await writeInPieces(to, Buffer.from(records.join('')), turn.pieceBytes);
          return;
        }
        for (const record of records) {
          if (turn.delayMs) await new Promise((resolve) => setTimeout(resolve, turn.delayMs));
          to.write(record);
        }
        to.end();
        return;
      }
      case 'tells no usage':
        to.writeHead(200, { 'content-type': isStream ? form.streamType : 'application/json' });
        to.end(isStream ? form.stream(['a ', 'b'], null, request.body).join('') : JSON.stringify(form.whole('a b', null)));
        return;
      case 'breaks off':
        to.writeHead(200, { 'content-type': form.streamType });
        to.write(form.stream(['a ', 'b'], null, request.body)[1] ?? '');
        to.write(form.stream(['a ', 'b'], null, request.body)[0]?.slice(0, 10) ?? '');
        if (turn.how === 'cut') setTimeout(() => to.destroy(), 10);
        else to.end();
        return;
      case 'hangs up':
        to.destroy();
        return;
      case 'hangs':
        if (turn.when === 'before the head') return;
        to.writeHead(200, { 'content-type': form.streamType });
        to.write(form.stream(['a ', 'b'], null, request.body)[0] ?? '');
        return;
      case 'streams for ever': {
        to.writeHead(200, { 'content-type': form.streamType });
        const [record = ''] = form.stream(['x'.repeat(turn.pieceBytes)], null, request.body).slice(-4);
        const closed = new AbortController();
        to.once('close', () => closed.abort());
        while (!to.destroyed) {
          state.piecesWritten++;
          if (!to.write(record)) await once(to, 'drain', { signal: closed.signal }).catch(() => undefined);
        }
        return;
      }
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    seen,
    told,
    state,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Each piece by itself, so that records and characters are cut anywhere. */
async function writeInPieces(to: ServerResponse, bytes: Buffer, size: number): Promise<void> {
  for (let at = 0; at < bytes.length; at += size) {
    to.write(bytes.subarray(at, at + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
  to.end();
}

interface Counts {
  input: number;
  output: number;
  cached: number;
}

interface Form {
  streamType: string;
  isStream: (body: Record<string, unknown>) => boolean;
  whole: (text: string, counts: Counts | null, finish?: string) => unknown;
  stream: (words: string[], counts: Counts | null, body: Record<string, unknown>, finish?: string) => string[];
}

const sse = (value: unknown, event?: string) =>
  `${event ? `event: ${event}\n` : ''}data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
const asked = (body: Record<string, unknown>) => body['stream'] === true;

const chat: Form = {
  streamType: 'text/event-stream; charset=utf-8',
  isStream: asked,
  whole: (content, counts, finish = 'stop') => ({
    id: 'c',
    object: 'chat.completion',
    choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', content } }],
    ...(counts ? { usage: chatUsage(counts) } : {}),
  }),
  stream: (words, counts, body, finish = 'stop') => {
    const wantsUsage = (body['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage === true;
    const chunk = (choices: unknown[], usage: unknown) =>
      sse({ id: 'c', object: 'chat.completion.chunk', choices, ...(wantsUsage ? { usage } : {}) });
    return [
      ...words.map((content) => chunk([{ index: 0, delta: { content }, finish_reason: null }], null)),
      chunk([{ index: 0, delta: {}, finish_reason: finish }], null),
      ...(counts && wantsUsage ? [chunk([], chatUsage(counts))] : []),
      sse('[DONE]'),
    ];
  },
};

const chatUsage = ({ input, output, cached }: Counts) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
  prompt_tokens_details: { cached_tokens: cached },
  completion_tokens_details: { reasoning_tokens: Math.floor(output / 2) },
});

const responses: Form = {
  streamType: 'text/event-stream',
  isStream: asked,
  whole: (text, counts, status = 'completed') => ({
    id: 'r',
    object: 'response',
    status,
    output: [{ type: 'message', content: [{ type: 'output_text', text }] }],
    ...(counts
      ? {
          usage: {
            input_tokens: counts.input,
            output_tokens: counts.output,
            total_tokens: counts.input + counts.output,
            input_tokens_details: { cached_tokens: counts.cached },
            output_tokens_details: { reasoning_tokens: 0 },
          },
        }
      : {}),
  }),
  stream: (words, counts, _body, status = 'completed') => [
    sse({ type: 'response.created', response: { id: 'r', status: 'in_progress', usage: null } }, 'response.created'),
    ...words.map((delta) => sse({ type: 'response.output_text.delta', delta }, 'response.output_text.delta')),
    sse({ type: `response.${status}`, response: responses.whole(words.join(''), counts, status) }, `response.${status}`),
  ],
};

const messages: Form = {
  streamType: 'text/event-stream',
  isStream: asked,
  whole: (text, counts, stop_reason = 'end_turn') => ({
    id: 'm',
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text }],
    stop_reason,
    ...(counts ? { usage: messageUsage(counts) } : {}),
  }),
  stream: (words, counts, _body, stop_reason = 'end_turn') => [
    sse(
      {
        type: 'message_start',
        message: { id: 'm', type: 'message', ...(counts ? { usage: { ...messageUsage(counts), output_tokens: 1 } } : {}) },
      },
      'message_start',
    ),
    ...words.map((text) => sse({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }, 'content_block_delta')),
    sse({ type: 'message_delta', delta: { stop_reason }, ...(counts ? { usage: { output_tokens: counts.output } } : {}) }, 'message_delta'),
    sse({ type: 'message_stop' }, 'message_stop'),
  ],
};

const messageUsage = ({ input, output, cached }: Counts) => ({
  input_tokens: input - cached,
  cache_read_input_tokens: cached,
  cache_creation_input_tokens: 0,
  output_tokens: output,
});

const ollama: Form = {
  streamType: 'application/x-ndjson',
  isStream: (body) => body['stream'] !== false,
  whole: (content, counts, done_reason = 'stop') => ({
    model: 'm',
    message: { role: 'assistant', content },
    done: true,
    done_reason,
    ...(counts ? { prompt_eval_count: counts.input, eval_count: counts.output } : {}),
  }),
  stream: (words, counts, _body, finish) => [
    ...words.map((content) => `${JSON.stringify({ model: 'm', message: { role: 'assistant', content }, done: false })}\n`),
    `${JSON.stringify(ollama.whole('', counts, finish))}\n`,
  ],
};

function formOf({ path }: SeenRequest): Form {
  if (path.endsWith('/chat/completions')) return chat;
  if (path.endsWith('/responses')) return responses;
  if (path.endsWith('/messages')) return messages;
  return ollama;
}

async function readJson(from: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const piece of from as AsyncIterable<Buffer>) text += piece.toString('utf8');
  try {
    return JSON.parse(text || '{}') as Record<string, unknown>;
  } catch {
    return { unreadable: text };
  }
}
