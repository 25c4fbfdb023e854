import type { Check } from '../model.ts';
import type { Entry, GroupAt } from './entry.ts';
import type { Facts } from './facts.ts';

/** A box or lettered line that belongs to a group (by index) or to nothing (-1). */
export type LooseCheck = { readonly group: number } & ({ readonly item: number } | { readonly check: Check });

/** What of a file is a task, a group, a check: the result of a family's own rules. */
export interface Layout {
  readonly entries: readonly Entry[];
  readonly groups: readonly GroupAt[];
  readonly loose: readonly LooseCheck[];
  /** The heading that names the list, by block; it is no group. */
  readonly titleBlock: number;
  /** Entries found by a missing box (W212). */
  readonly unboxed: ReadonlySet<number>;
  /** What the entries say of themselves, where the family has found that already. */
  readonly facts?: readonly Facts[];
  /** Ids of lettered lines. */
  readonly checkIds?: readonly string[];
}
