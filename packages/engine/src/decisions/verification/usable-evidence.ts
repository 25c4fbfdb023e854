import type { CheckEvidence } from './check-evidence.ts';

/** One run of a check, with what its kind makes of it. */
export interface KnownRun {
  readonly kind: 'install' | 'build' | 'test';
  readonly evidence: CheckEvidence;
}

export interface UsableEvidence {
  readonly base: readonly CheckEvidence[] | null;
  readonly now: readonly CheckEvidence[];
  readonly rerun: readonly CheckEvidence[];
}

/**
 * What is compared. Installing says nothing about the work, except that the work cannot be installed while its base can: whoever writes a package into the
 * manifest that does not exist has to hear of it.
 */
export function usableEvidence(runs: {
  base: readonly KnownRun[] | null;
  now: readonly KnownRun[];
  rerun: readonly KnownRun[];
}): UsableEvidence {
  const outcomeOf = (list: readonly KnownRun[] | null, name: string) => list?.find((run) => run.evidence.name === name)?.evidence.outcome;
  const isBroken = (name: string): boolean =>
    outcomeOf(runs.base, name) === 'passed' &&
    outcomeOf(runs.now, name) === 'failed' &&
    (outcomeOf(runs.rerun, name) ?? 'failed') === 'failed';
  const usable = (list: readonly KnownRun[]): CheckEvidence[] =>
    list.filter(({ evidence, kind }) => kind !== 'install' || isBroken(evidence.name)).map(({ evidence }) => evidence);
  return { base: runs.base && usable(runs.base), now: usable(runs.now), rerun: usable(runs.rerun) };
}
