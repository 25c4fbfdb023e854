export type PromptErrorCode = 'prompt_constructor_unknown';

/** A failure that a caller can act on. Recognise it by `code`. */
export class PromptError extends Error {
  readonly code: PromptErrorCode;

  constructor(code: PromptErrorCode, message: string) {
    super(message);
    this.name = 'PromptError';
    this.code = code;
  }
}
