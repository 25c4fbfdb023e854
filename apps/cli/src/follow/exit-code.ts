import { type ErrorCode, type ExitCode, errorCatalogue } from '@devteam/api';
import type { ProjectProgress } from './project-progress.ts';

const isKnown = (code: string): code is ErrorCode => Object.hasOwn(errorCatalogue, code);

/** How the process ends for an execution that has come to rest: by its reason where it has one, else by its status. */
export function exitCodeOf({ reason, status }: Pick<ProjectProgress, 'status' | 'reason'>): ExitCode {
  if (status === 'completed') return 0;
  if (status === 'stopped') return 6;
  const byReason = reason && isKnown(reason.code) ? errorCatalogue[reason.code].exitCode : null;
  if (status === 'waiting_for_human') return byReason === null || byReason === 0 ? 4 : byReason;
  return byReason === null || byReason === 0 || byReason === 6 ? 1 : byReason;
}
