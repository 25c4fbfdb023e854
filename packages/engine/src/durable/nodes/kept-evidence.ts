import type { SandboxIdentity } from '@devteam/drivers/sandbox';
import type { Receipt } from '../../decisions/verification/receipt/receipt.ts';
import type { KnownRun } from '../../decisions/verification/usable-evidence.ts';
import type { PlannedCheck } from './planned-check.ts';

/** Which runs of checks are alike: one tree, the same checks, the same kind of sandbox. */
export interface BaselinePlace {
  tree: string;
  /** Null: those that the tree itself shows. */
  checks: readonly PlannedCheck[] | null;
  sandbox: SandboxIdentity;
}

/** What checks said, kept beyond the node that ran them. */
export interface KeptEvidence {
  /** Null if nobody ran them. */
  findBaseline(at: BaselinePlace): Promise<KnownRun[] | null>;
  saveBaseline(at: BaselinePlace, runs: readonly KnownRun[]): Promise<void>;
  /** Keeps why a commit may land, with all that its checks printed; its own runs are the baseline of what comes next. Resolves to the receipt's hash. */
  saveReceipt(kept: {
    receipt: Receipt;
    commit: string;
    at: BaselinePlace;
    runs: readonly KnownRun[];
    outputs: readonly string[];
  }): Promise<string>;
}
