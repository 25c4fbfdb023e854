export type PromptErrorCode =
  | 'prompt_constructor_unknown'
  | 'prompt_settings_invalid'
  | 'model_unreachable'
  | 'model_missing'
  | 'model_busy'
  | 'model_timed_out'
  | 'model_out_of_memory'
  | 'model_failed'
  | 'model_refused'
  | 'model_context_exceeded'
  | 'model_answer_unusable';

/** A failure that a caller can act on. Recognise it by `code`. */
export class PromptError extends Error {
  readonly code: PromptErrorCode;

  constructor(code: PromptErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PromptError';
    this.code = code;
  }
}
