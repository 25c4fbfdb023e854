import { CodedError } from '@devteam/api';
import { refOf } from '@devteam/task-list';
import { z } from 'zod';
import { findSameTask } from '../../decisions/same-task.ts';
import { fetchTip } from './branch-tip.ts';
import { makeCandidate, pendingRef } from './candidate.ts';
import { configuredChecks } from './configured-checks.ts';
import type { NodeContext } from './node-context.ts';
import { PlannedCheck } from './planned-check.ts';
import type { FinishedWork, LandingInput } from './task-input.ts';

export const Merged = z.object({
  commit: z.string(),
  /** Where the branch has to be for this commit to land. */
  parent: z.string(),
  /** The checks have run on this very commit. */
  verified: z.boolean(),
  superseded: z.string().nullable(),
});
export type Merged = z.infer<typeof Merged>;

export const MergedAgain = Merged.extend({
  checks: z.array(PlannedCheck).nullable(),
  /** Of the task, as the branch has it now. */
  criteria: z.array(z.string()),
});
export type MergedAgain = z.infer<typeof MergedAgain>;

/**
 * MERGE on a branch that has moved: the work is merged into its new tip without a work tree, the list never as text. What comes out
 * is another tree than the one that was checked, so it is not verified.
 */
export async function mergeAgain(
  input: Omit<LandingInput, 'finished'>,
  given: FinishedWork,
  context: NodeContext,
  signal: AbortSignal,
): Promise<MergedAgain> {
  const { project, repository } = context;
  const { tip } = await fetchTip(repository, { branch: input.branch, push: project.settings.push !== false }, signal);
  const list = await context.findList({ commit: tip, path: input.listPath, dialect: input.dialect }, signal);
  if (!list) throw new CodedError('task_list_missing', { place: input.listPath, why: `${input.listPath} is gone from ${input.branch}` });
  const finished = given.byHand ? { ...given, base: tip, work: tip } : given;
  await context.saveList(list, { branch: input.branch, path: input.listPath, commit: tip });
  const before = await context.findList({ commit: finished.base, path: input.listPath, dialect: input.dialect }, signal);
  const found = findSameTask(list, input, before ?? null);
  const config = await repository.readFile(tip, '.devteam.yml', { maxBytes: 256 * 1024, signal });
  const checks = configuredChecks(project.settings, config ? new TextDecoder().decode(config) : undefined);
  const criteria = [...(found.task?.acceptanceCriteria ?? [])];
  const none = { commit: tip, parent: tip, verified: false, checks, criteria };
  if (found.why === 'gone') return { ...none, superseded: `task ${input.key} is no longer in the list` };
  if (!found.task)
    throw new CodedError('task_list_conflict', {
      place: input.key,
      why: `${input.key} is another task now, or several could be meant; it was «${input.title}»`,
    });
  const merged = await repository.mergeTree({ base: finished.base, ours: tip, theirs: finished.work, excludePath: input.listPath, signal });
  if (merged.conflicts)
    throw new CodedError('merge_conflict', {
      place: merged.conflicts.join(', '),
      why: `both changed ${merged.conflicts.join(', ')}`,
      evidence: merged.conflicts.join('\n'),
    });
  const candidate = await makeCandidate(context, {
    work: { tree: merged.tree },
    parent: tip,
    listPath: input.listPath,
    list,
    // A person who marked it blocked or closed it meanwhile is heard; one who marked it as begun says what we say.
    ref: { ...refOf(list, found.task.key), ...(found.task.status === 'active' ? {} : { status: 'pending' as const }) },
    together: (input.together ?? []).map((each) => pendingRef(list, each)),
    approval: input.approval,
    id: input.id,
    executionId: input.executionId,
    attempt: input.attempt,
    startedAt: new Date(input.startedAt),
    summary: finished.summary,
    signal,
  });
  if ('superseded' in candidate) return { ...none, superseded: candidate.superseded };
  context.say(`merged onto ${tip.slice(0, 9)}, which others have pushed meanwhile`);
  return { commit: candidate.commit, parent: tip, verified: false, superseded: null, checks, criteria };
}
