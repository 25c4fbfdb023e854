import { z } from 'zod';
import { advanceLocalTip } from './branch-tip.ts';
import { taskBranch } from './execute-code.ts';
import type { NodeContext } from './node-context.ts';
import { pushTaskBranch } from './push-task-branch.ts';
import type { LandingInput, TaskInput } from './task-input.ts';

export const Pushed = z.object({
  /** `on_branch`: it lies on a branch of its own, and a person merges it. */
  outcome: z.enum(['landed', 'moved', 'on_branch']),
  commit: z.string(),
  branch: z.string().optional(),
});
export type Pushed = z.infer<typeof Pushed>;

/**
 * PUSH: moves the branch from where the verified commit expects it. Repeating it is safe: a push that arrived is recognised. Without
 * push the commit becomes the tip of what has landed in the mirror only.
 */
export async function push(
  input: TaskInput & Pick<LandingInput, 'approval'>,
  given: { commit: string; parent: string },
  context: NodeContext,
  signal: AbortSignal,
): Promise<Pushed> {
  const { project, repository } = context;
  const { commit, parent } = given;
  // A person who approves such work wants it on the branch.
  if (project.settings.landing === 'branch-only' && input.approval?.code !== 'work_on_branch') {
    return { outcome: 'on_branch', commit, branch: await pushTaskBranch(input, commit, context, signal) };
  }
  if (project.settings.push === false) {
    if (!(await advanceLocalTip(repository, { branch: input.branch, parent, commit }))) {
      context.say(`${input.branch} has moved in the local copy meanwhile; the work is merged and verified again`, 'warn');
      return { outcome: 'moved', commit };
    }
    for (const each of [input, ...(input.together ?? [])]) await repository.forget(taskBranch(each));
    context.say(`landed as ${commit.slice(0, 9)} in the local copy; nothing is pushed`);
    return { outcome: 'landed', commit };
  }
  const pushed = await repository.push({ commit, branch: input.branch, expected: parent, signal });
  if (pushed.outcome === 'moved') {
    context.say(
      `${input.branch} has moved to ${pushed.actual?.slice(0, 9) ?? 'nowhere'} meanwhile; the work is merged and verified again`,
      'warn',
    );
    return { outcome: 'moved', commit };
  }
  // Only now: until the remote has it, the branch of the task is what keeps the work.
  for (const each of [input, ...(input.together ?? [])]) await repository.forget(taskBranch(each));
  context.say(`landed as ${commit.slice(0, 9)} on ${input.branch}`);
  return { outcome: 'landed', commit };
}
