import type { GatewayCode } from './failure-class.ts';

/** A failure that the caller of the gateway can act on. Recognise it by `code`. Refusals of requests are answers and events, not errors. */
export class GatewayError extends Error {
  readonly code: GatewayCode;

  constructor(code: GatewayCode, message: string, { cause }: { cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'GatewayError';
    this.code = code;
  }
}
