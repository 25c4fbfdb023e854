import { CodedError, type ExitCode, type Failure, describeFailure, errorCatalogue, findErrorCode } from '@devteam/api';
import { UsageError } from '../usage-error.ts';

export interface ErrorReport {
  exitCode: ExitCode;
  /** null: a fault of the program, for which there is only the sentence. */
  failure: Failure | null;
  sentence: string;
}

/** What to say of anything thrown, and how to end. */
export function reportError(error: unknown): ErrorReport {
  const sentence = error instanceof Error ? error.message : String(error);
  const failure = findFailure(error);
  const code = failure && findErrorCode(failure);
  return { exitCode: code ? exitCodeFor(code) : 1, failure, sentence };
}

/** A command that could not do its work did not end well, whatever the catalogue says of an execution that ends so. */
function exitCodeFor(code: keyof typeof errorCatalogue): ExitCode {
  const { exitCode } = errorCatalogue[code];
  return exitCode === 0 ? 1 : exitCode;
}

function findFailure(error: unknown): Failure | null {
  if (error instanceof CodedError) return error.failure.code === 'unexpected' ? null : error.failure;
  const code = findErrorCode(error) ?? codeOfSystemError(error);
  if (code === undefined || code === 'unexpected') return null;
  // Rooms below have error classes of their own, with these where they are known.
  const known = error as { message: string; place?: unknown; evidence?: unknown };
  const failure = describeFailure(code, {
    why: known.message,
    ...(typeof known.place === 'string' ? { place: known.place } : {}),
    ...(typeof known.evidence === 'string' ? { evidence: known.evidence } : {}),
  });
  if (!(error instanceof UsageError)) return failure;
  return { ...failure, what: error.what ?? failure.what, next: error.next ?? failure.next };
}

const systemCodes: Readonly<Record<string, keyof typeof errorCatalogue>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EADDRINUSE: 'port_in_use',
  // PostgreSQL: shutting down, crashed, starting up, full, and a login that is not accepted.
  '57P01': 'database_unreachable',
  '57P02': 'database_unreachable',
  '57P03': 'database_unreachable',
  '53300': 'database_unreachable',
  '28P01': 'database_unreachable',
  '28000': 'database_unreachable',
  '3D000': 'database_unreachable',
};

function codeOfSystemError(error: unknown): keyof typeof errorCatalogue | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? systemCodes[code] : undefined;
}
