import { CodedError } from '@devteam/api';
import { findTask, refOf } from '@devteam/task-list';
import { z } from 'zod';
import { makeCandidate } from './candidate.ts';
import type { NodeContext } from './node-context.ts';
import { planChecks } from './plan-checks.ts';
import { CheckResult, type PlannedCheck, runChecks } from './run-checks.ts';
import type { TaskInput } from './task-input.ts';

export const Verified = z.object({
  passed: z.boolean(),
  /** The commit that was checked: work and tick on top of its parent. Only this one may land. */
  candidate: z.string(),
  parent: z.string(),
  checks: z.array(CheckResult),
  superseded: z.string().nullable(),
});
export type Verified = z.infer<typeof Verified>;

/** VERIFY: makes the commit that would land and runs the checks on exactly its tree. A failing check is a result, not an error. */
export async function verify(
  input: TaskInput,
  given: { base: string; work: string; summary: string | null; checks: PlannedCheck[] | null },
  context: NodeContext,
  signal: AbortSignal,
): Promise<Verified> {
  const list = await context.findList({ commit: given.base, path: input.listPath, dialect: input.dialect }, signal);
  const task = list ? findTask(list, input.key) : undefined;
  if (!list || !task) throw new CodedError('task_list_conflict', { place: input.key });
  const candidate = await makeCandidate(context, {
    work: { treeOf: given.work },
    parent: given.base,
    listPath: input.listPath,
    list,
    ref: refOf(list, task.key),
    id: input.id,
    executionId: input.executionId,
    attempt: input.attempt,
    startedAt: new Date(input.startedAt),
    summary: given.summary,
    signal,
  });
  if ('superseded' in candidate)
    return { passed: false, candidate: given.work, parent: given.base, checks: [], superseded: candidate.superseded };
  return verifyCommit({ commit: candidate.commit, parent: given.base, checks: given.checks }, context, signal);
}

/** The checks on exactly the tree of a commit that would land on `parent`. */
export async function verifyCommit(
  given: { commit: string; parent: string; checks: PlannedCheck[] | null },
  context: NodeContext,
  signal: AbortSignal,
): Promise<Verified> {
  const checks = await runChecks(context, given.commit, (directory) => planChecks(given.checks, directory), signal);
  const passed = checks.every((check) => check.result === 'passed');
  return { passed, candidate: given.commit, parent: given.parent, checks, superseded: null };
}
