import type { Failure } from '@devteam/api';
import type { CheckResult } from './run-checks.ts';
import type { Approval } from './task-input.ts';

/** Whether a person approved just what keeps the work from landing: the checks that they were shown, or the same trouble. */
export function isApproved(approval: Approval | null, failure: Failure, checks: readonly CheckResult[]): boolean {
  if (!approval) return false;
  const failed = checks.filter(({ result }) => result === 'failed');
  if (failure.code === 'check_failed') return failed.length > 0 && failed.every(({ name }) => approval.checks.includes(name));
  return failure.code === approval.code;
}
