import type { NewTask } from '@devteam/task-list';

/** A task that a person wants in a list that may be worked through at this moment. */
export interface NewInjection {
  /** The same key with the same content is the same injection, however often it is sent. Without it each call is another one. */
  key?: string;
  mode: 'priority' | 'replace' | 'positional';
  /**
   * Of `positional`: `before:1.2`, `after:1.2`, `first:2` and `last:2` (of a group), or the id that the new task shall have. Of `replace`:
   * the task to replace, where it is not the one that runs.
   */
  place?: string;
  task: NewTask;
  reason: string;
  /** Wanted id; without it the list's own rule gives one. */
  id?: string;
  by: string;
  /** This person may approve, so nobody else has to. */
  mayApprove?: boolean;
}
