export type ExecutorErrorCode = 'executor_unknown' | 'agent_unknown' | 'agent_install_failed' | 'python_missing';

/** A failure that a caller can act on. Recognise it by `code`. */
export class ExecutorError extends Error {
  readonly code: ExecutorErrorCode;

  constructor(code: ExecutorErrorCode, message: string) {
    super(message);
    this.name = 'ExecutorError';
    this.code = code;
  }
}
