import type { CauseLayer } from '@devteam/api';
import type { Experiment } from './experiments.ts';

/** How the runs of a hypothesis are read: `judge.ts` has one reading for each. */
export type Reading = 'flaky' | 'base' | 'host' | 'without' | 'clean' | 'printed' | 'hang' | 'conflict' | 'remote' | 'refused' | 'executor';

export interface Hypothesis {
  readonly id: string;
  readonly layer: CauseLayer;
  readonly statement: string;
  /** What has to be shown wrong before the statement counts. */
  readonly nullHypothesis: string;
  /** `rules`, or the model that thought of it. */
  readonly from: string;
  readonly reading: Reading;
  readonly experiments: readonly Experiment[];
  /** Run as well where these leave it open. */
  readonly more: readonly Experiment[];
  /** Of `printed`: lines that show the statement, and lines that show its null. */
  readonly shows?: { readonly statement: string; readonly null: string };
  readonly files?: readonly string[];
}
