export type SandboxErrorCode = 'sandbox_unknown' | 'sandbox_too_weak' | 'sandbox_unavailable' | 'image_unusable';

/** A failure that a caller can act on. Recognise it by `code`. */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SandboxError';
    this.code = code;
  }
}
