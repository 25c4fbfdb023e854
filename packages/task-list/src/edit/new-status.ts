import type { Status } from '../model.ts';

export interface NewStatus {
  readonly status: Status;
  readonly detail: string;
  /** Of a completion, where the status itself keeps its time. */
  readonly stamp?: string;
}
