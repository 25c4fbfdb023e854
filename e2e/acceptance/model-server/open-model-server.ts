import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { anthropicMessages } from './anthropic-messages.ts';
import type { Ask, Body, Protocol, Reply, Usage } from './ask.ts';
import { countTokens } from './count-tokens.ts';
import { ollamaChat } from './ollama-chat.ts';
import { openAiChat } from './openai-chat.ts';
import { openAiResponses } from './openai-responses.ts';

/** What the server does with one request. */
export type Move =
  /** `afterMs`: as a model that has to think. */
  | { readonly does: 'reply'; readonly reply: Reply; readonly afterMs?: number }
  | {
      readonly does: 'refuse';
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Begins to answer, and ends the connection in the middle of it. */
  | { readonly does: 'cut'; readonly reply: Reply }
  /** Takes the request and never answers. */
  | { readonly does: 'hang' };

export interface Asked {
  readonly ask: Ask;
  readonly move: Move;
  /** Null if nothing was answered. */
  readonly usage: Usage | null;
}

export interface ModelServer {
  /** Without a slash at its end. What a gateway would offer lies under `/openai/v1`, `/anthropic/v1` and `/ollama/api`; what a provider offers, under `/v1` and `/api`. */
  readonly url: string;
  /** Every question to the model so far, in order. */
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

const protocols: readonly [ending: RegExp, protocol: Protocol][] = [
  [/\/v1\/chat\/completions$/, openAiChat],
  [/\/v1\/responses$/, openAiResponses],
  [/\/v1\/messages$/, anthropicMessages],
  [/\/api\/(chat|generate)$/, ollamaChat],
];

/** A model that answers as a script says: real connections, real protocols, no thinking. `socketPath` is a unix socket that it listens on as well, as a gateway would. */
export async function openModelServer(script: (ask: Ask) => Move, options: { readonly socketPath?: string } = {}): Promise<ModelServer> {
  const asked: Asked[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    serve(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(error));
    });
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? '/', 'http://model').pathname;
    const protocol = request.method === 'POST' ? protocols.find(([ending]) => ending.test(path))?.[1] : undefined;
    if (!protocol) return answerOther(path, request.method ?? '', response);
    const body = JSON.parse(await readText(request)) as Body;
    const ask = protocol.read(
      body,
      new Headers(
        Object.entries(request.headersDistinct).flatMap(([name, values]) => (values ?? []).map((value): [string, string] => [name, value])),
      ),
    );
    const move = script(ask);
    const usage = move.does === 'reply' ? usageOf(ask, move.reply) : null;
    asked.push({ ask, move, usage });
    if (move.does === 'hang') return;
    if (move.does === 'reply' && move.afterMs !== undefined) await sleep(move.afterMs);
    if (move.does === 'refuse') {
      response.writeHead(move.status, { 'content-type': 'application/json', ...move.headers });
      response.end(JSON.stringify(refusal(ask, move)));
      return;
    }
    const { contentType, pieces } = protocol.write(ask, move.reply, usageOf(ask, move.reply), `r${asked.length}`);
    response.writeHead(200, { 'content-type': contentType });
    if (move.does === 'cut') {
      const all = pieces.join('');
      response.write(all.slice(0, all.length / 2), () => response.destroy());
      return;
    }
    for (const piece of pieces) response.write(piece);
    response.end();
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const behindWalls = options.socketPath === undefined ? undefined : createServer(answer);
  if (behindWalls) await new Promise<void>((resolve) => void behindWalls.listen(options.socketPath, resolve));
  const close = (each: Server) =>
    new Promise<void>((resolve) => {
      each.close(() => resolve());
      each.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      for (const each of [server, ...(behindWalls ? [behindWalls] : [])]) await close(each);
    },
  };
}

const usageOf = (ask: Ask, reply: Reply): Usage => ({
  inputTokens: countTokens(ask.text),
  outputTokens: countTokens(
    [reply.text, ...reply.calls.map(({ input }) => (typeof input === 'string' ? input : JSON.stringify(input)))].join('\n'),
  ),
});

function refusal({ protocol }: Ask, { code, message }: Extract<Move, { does: 'refuse' }>) {
  if (protocol === 'anthropic-messages') return { type: 'error', error: { type: code, message } };
  if (protocol === 'ollama-chat') return { error: message };
  return { error: { message, type: code, param: null, code } };
}

/** What programs ask besides: whether it is alive, and which models there are. */
function answerOther(path: string, method: string, response: ServerResponse): void {
  const known: Readonly<Record<string, unknown>> = {
    '/api/version': { version: '0.32.15' },
    '/api/tags': { models: [{ name: 'qwen3:8b', model: 'qwen3:8b', size: 5_200_000_000 }] },
    '/api/ps': { models: [{ name: 'qwen3:8b', model: 'qwen3:8b', size: 5_200_000_000, size_vram: 5_200_000_000 }] },
    '/api/show': { capabilities: ['completion', 'tools', 'thinking'], model_info: {} },
    '/v1/models': { object: 'list', data: [{ id: 'gpt-5', object: 'model', created: 1, owned_by: 'script' }] },
  };
  const found = Object.entries(known).find(([ending]) => path.endsWith(ending))?.[1];
  if (path === '/' || path === '/ollama/') {
    response.end('Ollama is running');
    return;
  }
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
  response.end(
    method === 'HEAD' ? undefined : JSON.stringify(found ?? { error: { message: `no ${method} ${path} here`, code: 'not_found' } }),
  );
}
