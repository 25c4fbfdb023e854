import type { Entry } from './document.ts';

/** A heading or line that is no task and has tasks below. */
export interface GroupAt {
  /** Of its heading or paragraph. */
  readonly block: number;
  /** Block index after its section. */
  readonly end: number;
  readonly from: number;
  readonly to: number;
  readonly titleFrom: number;
  readonly level: number;
  /** Index of the enclosing group, or -1. */
  readonly inside: number;
  readonly key: string | null;
}

/** A box or lettered line that belongs to a group or to nothing. */
export interface LooseCheck {
  readonly item: number;
  readonly group: number;
}

/** What of a file is a task, a group, a check: the result of a family's own rules. */
export interface Layout {
  readonly entries: readonly Entry[];
  readonly groups: readonly GroupAt[];
  readonly loose: readonly LooseCheck[];
  /** The heading that names the list, by block; it is no group. */
  readonly titleBlock: number;
  /** Entries found by a missing box (W212). */
  readonly unboxed: ReadonlySet<number>;
}
