export interface ClaimStanding {
  /** Of whoever works on the task now; null after an interrupt, until somebody takes it again. */
  readonly claim: string | null;
  readonly attempt: number;
  readonly outcome: string | null;
}

export type ResultJudgement =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly why: 'ended' | 'interrupted' | 'other_claim' | 'other_attempt' };

/**
 * Whether what an attempt brings still counts. An interrupted attempt may come back minutes later with work that was fine once; by then
 * the task has been rolled back, replaced or begun again, and the result would overwrite what is true now. Everything else it brings
 * with it (logs, costs) is kept: those happened.
 */
export function judgeResult(standing: ClaimStanding, result: { readonly claim: string; readonly attempt: number }): ResultJudgement {
  if (standing.outcome !== null) return { accepted: false, why: 'ended' };
  if (standing.claim === null) return { accepted: false, why: 'interrupted' };
  if (standing.claim !== result.claim) return { accepted: false, why: 'other_claim' };
  if (standing.attempt !== result.attempt) return { accepted: false, why: 'other_attempt' };
  return { accepted: true };
}

/** What an interrupt makes of a task that is open: nobody holds it, so nothing of the attempt can count any more. */
export function interruptClaim<Standing extends ClaimStanding>(standing: Standing): Standing {
  return standing.outcome === null ? { ...standing, claim: null } : standing;
}
