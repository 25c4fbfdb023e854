import { findErrorCode } from '@devteam/api';
import type { NodeContext } from './node-context.ts';
import type { PlannedCheck } from './run-checks.ts';
import type { Approval } from './task-input.ts';
import { type Verified, verifyCommit } from './verify.ts';

/** The checks as always; a person who approved work that nothing checks has seen that. */
export async function verifyApproved(
  given: { commit: string; parent: string; checks: PlannedCheck[] | null },
  approval: Approval | undefined,
  context: NodeContext,
  signal: AbortSignal,
): Promise<Verified> {
  try {
    return await verifyCommit(given, context, signal);
  } catch (error) {
    if (findErrorCode(error) !== 'no_checks' || approval?.code !== 'no_checks') throw error;
    context.say(`nothing was checked; ${approval.by} approved it`, 'warn');
    return { passed: true, candidate: given.commit, parent: given.parent, checks: [], superseded: null };
  }
}

/** Whether it passed, or failed only in what the person who approved it was shown. */
export function mayLand({ checks, passed }: Pick<Verified, 'checks' | 'passed'>, approval: Approval | undefined): boolean {
  if (passed || !approval) return passed;
  const failed = checks.filter(({ result }) => result === 'failed');
  return failed.length > 0 && failed.every(({ name }) => approval.checks.includes(name));
}
