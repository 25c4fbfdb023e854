import type { ExecutorModel } from '../executor-port.ts';

export type ModelProtocol = 'openai' | 'anthropic' | 'ollama';

/** How a model is spoken to, and its name without the word that says so. */
export function modelProtocol(model: ExecutorModel): { protocol: ModelProtocol; name: string } {
  const [, protocol, name] = /^(anthropic|ollama|openai)\/(.+)$/.exec(model.name) ?? [];
  return protocol === undefined || name === undefined
    ? { protocol: 'openai', name: model.name }
    : { protocol: protocol as ModelProtocol, name };
}
