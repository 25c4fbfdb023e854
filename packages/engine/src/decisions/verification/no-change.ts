import type { CriterionResult } from './criteria/evaluate-criterion.ts';

export interface EndOfWork {
  /** Files that differ from the base, without the task list; null if the executor did not come to its end. */
  readonly changedFiles: readonly string[] | null;
  /** Whether the executor wrote in the task list, which does not count. */
  readonly wroteList: boolean;
  /** The criteria of the task, looked at on the base. */
  readonly criteriaOnBase: readonly CriterionResult[];
}

export type ChangeMade =
  | { readonly result: 'changed' }
  | { readonly result: 'not_ended' }
  /**
   * A result of its own, neither passed nor failed: checks on an unchanged tree say nothing about the task. `already_met`: every criterion is checked and holds
   * on the base, so there is nothing to do. Otherwise it counts as an attempt without work.
   */
  | { readonly result: 'no_change'; readonly why: 'already_met' | 'only_task_list' | 'nothing'; readonly words: string };

/** Whether there is work to be verified at all. */
export function changeMade({ changedFiles, wroteList, criteriaOnBase }: EndOfWork): ChangeMade {
  if (changedFiles === null) return { result: 'not_ended' };
  if (changedFiles.length > 0) return { result: 'changed' };
  // A sentence that nobody checked may be just what is missing.
  if (criteriaOnBase.length > 0 && criteriaOnBase.every(({ result }) => result === 'met'))
    return {
      result: 'no_change',
      why: 'already_met',
      words: `nothing was changed, and all ${criteriaOnBase.length} criteria hold without a change`,
    };
  if (wroteList)
    return { result: 'no_change', why: 'only_task_list', words: 'only the task list was changed, which is written by the engine alone' };
  return { result: 'no_change', why: 'nothing', words: 'the executor ended without changing a file' };
}
