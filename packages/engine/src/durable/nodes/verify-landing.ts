import { findErrorCode } from '@devteam/api';
import type { MergedAgain } from './merge.ts';
import type { NodeContext } from './node-context.ts';
import type { LandingInput } from './task-input.ts';
import { type Verified, verifyCommit } from './verify.ts';

/** The same verification for work that lands later: on a branch that moved, or because a person approved it. */
export async function verifyLanding(
  input: LandingInput,
  { checks, commit, criteria, parent }: MergedAgain,
  context: NodeContext,
  signal: AbortSignal,
): Promise<Verified> {
  const { approval, finished } = input;
  const changed = finished.changedFiles ?? (await changedFiles(input, { commit, parent }, context, signal));
  const made = finished.made ?? { prompt: null, models: [] };
  const isUnchanged = finished.changedFiles?.length === 0 && !finished.byHand;
  try {
    const work = { commit, parent, checks, criteria, changedFiles: changed, isUnchanged, made };
    return await verifyCommit(input, { ...work, approval: approval ?? null }, context, signal);
  } catch (error) {
    // A person who approved work that nothing checks has seen that.
    if (findErrorCode(error) !== 'no_checks' || approval?.code !== 'no_checks') throw error;
    context.say(`nothing was checked; ${approval.by} approved it`, 'warn');
    const verdict = { verdict: 'cannot_tell' as const, reasons: ['nothing was checked'], notes: [] };
    const none = { checks: [], criteria: [], culprit: null, failure: null, receipt: null, superseded: null };
    return { ...none, passed: true, candidate: commit, parent, verdict };
  }
}

async function changedFiles(
  { listPath }: LandingInput,
  { commit, parent }: { commit: string; parent: string },
  { repository }: NodeContext,
  signal: AbortSignal,
): Promise<string[]> {
  const changes = await repository.changes(parent, commit, { signal });
  return changes.flatMap(({ from, path }) => (path === listPath ? [] : from === undefined ? [path] : [path, from]));
}
