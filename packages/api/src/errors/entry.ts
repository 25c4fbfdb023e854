import type { FailureClass } from '../status.ts';

/** Process exit codes of the command line: 0 all done, 1 failed, 2 usage, 4 needs a person, 5 cannot reach, 6 stopped. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6;

export interface CatalogueEntry {
  /** What HTTP says. */
  status: number;
  exitCode: ExitCode;
  class: FailureClass;
  /** Headline, without a full stop. */
  what: string;
  /** The usual cause; replaced by the known one. */
  why: string;
  /** What we do by ourselves before a person hears of it. */
  tried: readonly string[];
  /** One sentence: what the reader does now. */
  next: string;
}

// eslint-disable-next-line max-params -- a table row: named fields would make each of sixty rows eight lines long
export function entry(
  status: number,
  exitCode: ExitCode,
  failureClass: FailureClass,
  what: string,
  why: string,
  tried: readonly string[],
  next: string,
): CatalogueEntry {
  return { status, exitCode, class: failureClass, what, why, tried, next };
}
