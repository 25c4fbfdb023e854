import type { AskedBy, StopPlace } from '@devteam/api';

/** What is said with the start of an execution. */
export interface NewExecution {
  stopAfter?: readonly string[] | undefined;
  /** All kinds of them. Looked at once the list is read: `stop_point_unknown` and `stop_point_passed` end the execution before its first task. */
  stopPoints?: readonly StopPlace[] | undefined;
  askedBy?: AskedBy | null | undefined;
}
