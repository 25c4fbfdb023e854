import { type ErrorCode, type Failure, describeFailure } from '@devteam/api';
import type { CheckOutcome } from './check-outcome.ts';
import type { Comparison } from './compare-with-baseline.ts';
import type { CriterionResult } from './criteria/evaluate-criterion.ts';
import { criteriaVerdict } from './criteria/evaluate-criterion.ts';
import type { Verdict } from './verdict.ts';

/** How a check came out, as far as people are told. */
export interface ToldCheck {
  readonly name: string;
  readonly result: CheckOutcome['outcome'] | 'skipped';
  /** A sentence without a full stop. */
  readonly why: string;
  readonly outputTail: string;
}

export interface Verification {
  readonly verdict: Verdict;
  readonly comparison: Comparison;
  readonly checks: readonly ToldCheck[];
  readonly criteria: readonly CriterionResult[];
  /** The executor changed nothing, and all criteria can be checked: whether there is anything to do is up to them. */
  readonly isUnchanged: boolean;
}

/** What keeps work from landing; null: nothing does. Only what is the work's own doing is of class `work`. */
export function verificationFailure(verification: Verification): Failure | null {
  const { criteria, isUnchanged, verdict } = verification;
  const judged = criteriaVerdict(criteria);
  if (isUnchanged && judged.verdict === 'not_met')
    return describeFailure('no_change', { why: 'nothing was changed, and not all criteria hold', evidence: judged.reasons.join('\n') });
  if (verdict.verdict === 'failed') return checkFailure(verification);
  if (judged.verdict === 'not_met')
    return describeFailure('criteria_not_met', {
      why: judged.reasons.length === 1 ? (judged.reasons[0] ?? '') : `${judged.reasons.length} criteria are not met`,
      evidence: judged.reasons.join('\n'),
    });
  if (verdict.verdict === 'cannot_tell') return unclearFailure(verification);
  if (judged.verdict === 'cannot_tell')
    return describeFailure('verification_unclear', { why: 'criteria could not be checked', evidence: judged.reasons.join('\n') });
  return null;
}

/** The check that a person, or the next attempt, should look at. */
export function culpritOf({ checks, comparison }: Pick<Verification, 'checks' | 'comparison'>): string | null {
  const places = [comparison.new, comparison.unclear, comparison.flaky, comparison.vanished, comparison.preExisting];
  const named = places.flatMap((list) => list.map(({ check }) => check));
  const isBad = (name: string): boolean => checks.some((check) => check.name === name && check.result !== 'passed');
  return named.find(isBad) ?? named[0] ?? checks.find(({ result }) => result !== 'passed')?.name ?? null;
}

function checkFailure(verification: Verification): Failure {
  const culprit = find(verification);
  const reasons = verification.verdict.reasons.join('; ');
  return describeFailure('check_failed', {
    why: culprit && culprit.result !== 'passed' ? `${culprit.why}; ${reasons}` : reasons,
    ...placeAndEvidence(culprit),
  });
}

const codes: Readonly<Partial<Record<ToldCheck['result'], ErrorCode>>> = {
  timed_out: 'check_timed_out',
  could_not_run: 'check_could_not_run',
  killed_by_host: 'check_could_not_run',
};

function unclearFailure(verification: Verification): Failure {
  const { checks, comparison, verdict } = verification;
  const culprit = find(verification);
  const others = checks.filter(({ result }) => result !== 'passed' && result !== 'skipped' && result !== 'failed');
  const code = culprit && others.length > 0 && comparison.vanished.length === 0 ? codes[culprit.result] : undefined;
  return describeFailure(code ?? 'verification_unclear', {
    why: code && culprit ? culprit.why : verdict.reasons.join('; '),
    ...placeAndEvidence(culprit),
  });
}

const find = (verification: Verification): ToldCheck | undefined => {
  const name = culpritOf(verification);
  return verification.checks.find((check) => check.name === name);
};

const placeAndEvidence = (check: ToldCheck | undefined) => ({
  ...(check ? { place: check.name } : {}),
  ...(check?.outputTail ? { evidence: check.outputTail } : {}),
});
