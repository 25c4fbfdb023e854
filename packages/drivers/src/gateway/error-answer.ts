import type { ServerResponse } from 'node:http';
import type { GatewayCode } from './failure-class.ts';
import type { Protocol } from './gateway-port.ts';

export interface ErrorAnswer {
  readonly status: number;
  readonly code: GatewayCode;
  /** One sentence, with what would be allowed. */
  readonly message: string;
  readonly retryAfterSeconds?: number | undefined;
}

const anthropicTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
};

/** In the form that a client of this protocol shows to its user; plain text for programs that speak none of them. */
function bodyOf(protocol: Protocol | undefined, { status, code, message }: ErrorAnswer): string {
  const said = `${message} [${code}]`;
  switch (protocol) {
    case 'openai':
      return JSON.stringify({
        error: { message: said, type: status >= 500 ? 'server_error' : 'invalid_request_error', param: null, code },
      });
    case 'anthropic':
      return JSON.stringify({ type: 'error', error: { type: anthropicTypes[status] ?? 'api_error', message: said } });
    case 'ollama':
      return JSON.stringify({ error: said });
    case undefined:
      return `${said}\n`;
  }
}

/** Answers with an error of ours, unless an answer was begun already: then it is broken off. */
export function sendError(response: ServerResponse, protocol: Protocol | undefined, answer: ErrorAnswer): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = bodyOf(protocol, answer);
  const headers: Record<string, string | number> = {
    'content-type': protocol === undefined ? 'text/plain; charset=utf-8' : 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-devteam-code': answer.code,
    ...(answer.retryAfterSeconds === undefined ? {} : { 'retry-after': Math.max(1, Math.ceil(answer.retryAfterSeconds)) }),
  };
  response.writeHead(answer.status, headers);
  response.end(body);
}
