import type { ReceiptDifference } from '../decisions/verification/receipt/verify-receipt.ts';

export interface ReceiptCheck {
  receiptId: string;
  projectId: string;
  taskKey: string;
  commit: string;
  /** What speaks against it; none: everything that could be looked at agrees. */
  differences: readonly ReceiptDifference[];
  /** Checks whose output is not kept any more, so that nobody can compare it. */
  forgotten: readonly string[];
}

export interface ReceiptChoice {
  /** A hash, a commit or the key of a task; null: all that landed. */
  receipt: string | null;
  projectId: string | null;
}
