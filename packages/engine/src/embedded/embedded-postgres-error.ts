export type EmbeddedPostgresErrorCode =
  | 'postgres_binaries_missing'
  | 'postgres_unsupported_platform'
  | 'postgres_directory_not_writable'
  | 'postgres_disk_full'
  | 'postgres_start_failed'
  | 'postgres_data_of_other_version'
  | 'postgres_timed_out';

/** A failure that the person at the keyboard can act on; the message says what, where, why and what to do. Recognise it by `code`. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
  }
}
