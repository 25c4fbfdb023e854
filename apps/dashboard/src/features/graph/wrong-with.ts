import type { NodeView, TaskView } from '@devteam/api';

/**
 * What the picture says is wrong with a task: the step of its newest attempt that found the work not good, or, while the next attempt is
 * at it, what failed the last one. Null of one that is well, or closed.
 */
export function wrongWith(
  { attempt, failure, status }: Pick<TaskView, 'attempt' | 'failure' | 'status'>,
  steps: readonly Pick<NodeView, 'node' | 'finding'>[],
): { mark: string; words: string; why: string } | null {
  if (status !== 'pending' && status !== 'active') return null;
  const found = steps.findLast(({ finding }) => finding !== undefined);
  if (found?.finding)
    return { mark: `✗ ${found.node}`, words: `${found.node} did not pass`, why: `${found.finding.what}: ${found.finding.why}` };
  if (failure && attempt > 1)
    return {
      mark: `attempt ${attempt}`,
      words: `attempt ${attempt}`,
      why: `attempt ${attempt - 1} failed: ${failure.what}: ${failure.why}`,
    };
  return null;
}
