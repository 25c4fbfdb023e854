import type { EvidenceLine } from '@devteam/api';

/** What the engine runs, in a sandbox made for it. Nobody else decides what is run, and nothing but what it prints is evidence. */
export type Experiment =
  /** The same checks on the same tree once more. */
  | { readonly id: string; readonly kind: 'rerun' }
  /** The checks on what the work began at. */
  | { readonly id: string; readonly kind: 'base' }
  /** The checks on the work without its changes of these files; `groups`: of the one file only these, as `changeGroups` numbers them. */
  | { readonly id: string; readonly kind: 'without'; readonly files: readonly string[]; readonly groups?: readonly number[] }
  /** The checks with another clock zone, language and terminal, and without what they might have kept. */
  | { readonly id: string; readonly kind: 'clean_environment' }
  /** The checks with everything switched on that makes programs say more. */
  | { readonly id: string; readonly kind: 'logging' }
  /** A command that only prints. */
  | { readonly id: string; readonly kind: 'print'; readonly command: string }
  /** The work merged into the branch as it is now. */
  | { readonly id: string; readonly kind: 'merge' }
  /** What the branch of the remote has taken of ours since it refused the work; reads, and changes nothing. */
  | { readonly id: string; readonly kind: 'taken' };

export interface ExperimentRun {
  readonly experiment: string;
  readonly ended: 'passed' | 'failed' | 'timed_out' | 'killed' | 'could_not_run';
  /** In order of arrival; the last one is ours and says how it ended. */
  readonly lines: readonly EvidenceLine[];
}

export type Runs = ReadonlyMap<string, ExperimentRun>;

/** Two experiments that would run the same thing are one. */
export function sameExperiment(experiment: Experiment, changedFiles: readonly string[]): Experiment {
  if (experiment.kind !== 'without' || experiment.groups) return experiment;
  const isAll = changedFiles.length > 0 && changedFiles.every((path) => experiment.files.includes(path));
  return isAll ? { id: 'base', kind: 'base' } : experiment;
}
