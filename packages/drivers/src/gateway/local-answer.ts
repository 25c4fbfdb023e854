import type { ServerResponse } from 'node:http';
import type { ModelUpstream } from './gateway-port.ts';
import type { LocalAnswer } from './models/model-route.ts';

/** What is asked about the models is answered from the run's own list, so that no provider tells a sandbox what else there is. */
export function answerLocally(answer: LocalAnswer, models: Readonly<Record<string, ModelUpstream>>, to: ServerResponse): void {
  const names = Object.keys(models);
  switch (answer) {
    case 'alive':
      return send(to, 'text/plain; charset=utf-8', 'Ollama is running');
    case 'openai_models':
      return sendJson(to, { object: 'list', data: names.map((id) => ({ id, object: 'model', created: 0, owned_by: 'devteam' })) });
    case 'anthropic_models':
      return sendJson(to, {
        data: names.map((id) => ({ id, type: 'model', display_name: id, created_at: '1970-01-01T00:00:00Z' })),
        has_more: false,
        first_id: names[0] ?? null,
        last_id: names.at(-1) ?? null,
      });
    case 'ollama_tags':
      return sendJson(to, {
        models: names.map((name) => ({ name, model: name, modified_at: '1970-01-01T00:00:00Z', size: 0, digest: '', details: {} })),
      });
    case 'ollama_version':
      return sendJson(to, { version: '0.0.0-devteam' });
  }
}

const sendJson = (to: ServerResponse, value: unknown): void => send(to, 'application/json', JSON.stringify(value));

function send(to: ServerResponse, type: string, body: string): void {
  to.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  to.end(body);
}
