export type SandboxErrorCode = 'sandbox_unknown';

/** A failure that a caller can act on. Recognise it by `code`. */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string) {
    super(message);
    this.name = 'SandboxError';
    this.code = code;
  }
}
