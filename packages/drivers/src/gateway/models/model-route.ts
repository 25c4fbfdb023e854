import type { Protocol } from '../gateway-port.ts';

/** What is asked of a model. The name of each is that of its answer's form. */
export type Operation = 'chat_completions' | 'responses' | 'messages' | 'count_tokens' | 'ollama_chat' | 'ollama_generate' | 'ollama_show';

/** What the gateway answers by itself: whether it is there, and which models the run may use. */
export type LocalAnswer = 'alive' | 'openai_models' | 'anthropic_models' | 'ollama_tags' | 'ollama_version';

export type ModelRoute =
  | { readonly kind: 'call'; readonly protocol: Protocol; readonly operation: Operation }
  | { readonly kind: 'local'; readonly answer: LocalAnswer };

const calls: Readonly<Record<string, readonly [Protocol, Operation]>> = {
  '/openai/v1/chat/completions': ['openai', 'chat_completions'],
  '/openai/v1/responses': ['openai', 'responses'],
  '/anthropic/v1/messages': ['anthropic', 'messages'],
  '/anthropic/v1/messages/count_tokens': ['anthropic', 'count_tokens'],
  '/ollama/api/chat': ['ollama', 'ollama_chat'],
  '/ollama/api/generate': ['ollama', 'ollama_generate'],
  '/ollama/api/show': ['ollama', 'ollama_show'],
  // Ollama's own address of the OpenAI form.
  '/ollama/v1/chat/completions': ['openai', 'chat_completions'],
  '/ollama/v1/responses': ['openai', 'responses'],
};

const locals: Readonly<Record<string, LocalAnswer>> = {
  '/openai': 'alive',
  '/openai/v1': 'alive',
  '/openai/v1/models': 'openai_models',
  '/ollama/v1/models': 'openai_models',
  '/anthropic': 'alive',
  '/anthropic/v1/models': 'anthropic_models',
  '/ollama': 'alive',
  '/ollama/api/tags': 'ollama_tags',
  '/ollama/api/version': 'ollama_version',
};

/** Undefined if there is nothing at this address; everything that is not named here is not there. */
export function findModelRoute(method: string, path: string): ModelRoute | undefined {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
  if (method === 'POST' && Object.hasOwn(calls, plain)) {
    const [protocol, operation] = calls[plain] as readonly [Protocol, Operation];
    return { kind: 'call', protocol, operation };
  }
  if ((method === 'GET' || method === 'HEAD') && Object.hasOwn(locals, plain))
    return { kind: 'local', answer: locals[plain] as LocalAnswer };
  return undefined;
}

/** The protocol whose words an answer to this path must have, also if there is nothing at it. */
export const protocolOfPath = (path: string): Protocol | undefined =>
  /^\/(openai|anthropic|ollama)(?:\/|$)/.exec(path)?.[1] as Protocol | undefined;

const pathAtOllama: Readonly<Record<Operation, string>> = {
  chat_completions: '/v1/chat/completions',
  responses: '/v1/responses',
  messages: '/v1/messages',
  count_tokens: '/v1/messages/count_tokens',
  ollama_chat: '/api/chat',
  ollama_generate: '/api/generate',
  ollama_show: '/api/show',
};

/** Where the provider takes it; undefined if a provider of this protocol does not. A query of the base stays. */
export function findUpstreamUrl(
  operation: Operation,
  spoken: Protocol,
  upstream: { protocol: Protocol; baseUrl: string },
): string | undefined {
  if (upstream.protocol !== 'ollama' && upstream.protocol !== spoken) return undefined;
  const path = pathAtOllama[operation];
  const url = new URL(upstream.baseUrl);
  url.pathname = url.pathname.replace(/\/+$/, '') + (upstream.protocol === 'openai' ? path.replace('/v1', '') : path);
  return url.href;
}
