import type { Key, Place } from '../model.ts';

/** An id of the file's own style that names nothing in it. */
export interface UnknownReference {
  /** Task, or key or title of the group, that names it. */
  readonly from: Key;
  readonly id: string;
  /** The ids of this file that look most like it; none if none does. */
  readonly nearest: readonly Key[];
  readonly place: Place;
}

/** What is wrong between tasks, in whole; the report shows at most fifty of a code. */
export interface BrokenLinks {
  readonly unknown: UnknownReference[];
  /** Each as the keys of its tasks, in the order in which they wait for each other. */
  readonly cycles: Key[][];
}
