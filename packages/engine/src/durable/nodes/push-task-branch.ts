import { CodedError } from '@devteam/api';
import { taskBranchName } from '@devteam/drivers/repository';
import { localTip } from './branch-tip.ts';
import type { NodeContext } from './node-context.ts';
import type { TaskInput } from './task-input.ts';

/** Earlier work on the same task may lie there still, and is nobody's to overwrite. */
const mostNames = 20;

/** The verified commit on a branch of the task, new on the remote; the branch that it was made for stays where it is, and so does the work in the local copy. Resolves to its name. */
export async function pushTaskBranch(input: TaskInput, commit: string, context: NodeContext, signal: AbortSignal): Promise<string> {
  const { project, repository } = context;
  const name = taskBranchName({ id: input.id ?? input.key, title: input.title }).replace(/^task\//, 'devteam/');
  const answer = (branch: string): string => {
    context.say(`${commit.slice(0, 9)} lies on ${branch}; a person merges it`);
    return branch;
  };
  if (project.settings.push === false) {
    await repository.keep(localTip(name), commit);
    return answer(localTip(name));
  }
  const { branches } = await repository.sync({ signal, examine: false });
  for (let number = 1; number <= mostNames; number += 1) {
    const branch = number === 1 ? name : `${name}-${number}`;
    if (branches[branch] === commit) return answer(branch);
    if (branches[branch] !== undefined) continue;
    if ((await repository.push({ commit, branch, expected: null, signal })).outcome !== 'moved') return answer(branch);
  }
  throw new CodedError('push_contended', { place: name, why: `there are ${mostNames} branches of this name already` });
}
