import { describe, expect, test } from 'vitest';
import type { CheckEvidence } from './check-evidence.ts';
import { compareWithBaseline } from './compare-with-baseline.ts';
import type { CriterionResult } from './criteria/evaluate-criterion.ts';
import { verdictOf } from './verdict.ts';
import { type ToldCheck, culpritOf, verificationFailure } from './verification-failure.ts';

const evidence = (name: string, outcome: ToldCheck['result']): CheckEvidence => ({ name, outcome, report: null, signature: null });
const told = (name: string, result: ToldCheck['result']): ToldCheck => ({
  name,
  result,
  why: `\`${name}\` ${result}`,
  outputTail: `${name} says`,
});

function judge(runs: Record<string, ToldCheck['result']>, criteria: CriterionResult['result'][] = [], isUnchanged = false) {
  const now = Object.entries(runs).map(([name, result]) => evidence(name, result));
  const base = Object.keys(runs).map((name) => evidence(name, 'passed'));
  const comparison = compareWithBaseline(base, now);
  const checks = Object.entries(runs).map(([name, result]) => told(name, result));
  const results = criteria.map((result, index): CriterionResult => ({ text: `c${index}`, aspect: null, result, actual: 'so' }));
  const verification = { verdict: verdictOf(comparison), comparison, checks, criteria: results, isUnchanged };
  return { failure: verificationFailure(verification), culprit: culpritOf(verification) };
}

describe('why work may not land', () => {
  test.each([
    [judge({ a: 'passed' }), null, null],
    [judge({ a: 'passed', b: 'failed' }), 'check_failed', 'b'],
    [judge({ a: 'timed_out', b: 'failed' }), 'check_failed', 'b'],
    [judge({ a: 'passed', b: 'timed_out' }), 'check_timed_out', 'b'],
    [judge({ a: 'could_not_run' }), 'check_could_not_run', 'a'],
    [judge({ a: 'killed_by_host' }), 'check_could_not_run', 'a'],
    [judge({ a: 'skipped' }), 'verification_unclear', 'a'],
    [judge({ a: 'passed' }, ['met', 'not_checked']), null, null],
    [judge({ a: 'passed' }, ['met', 'not_met', 'cannot_tell']), 'criteria_not_met', null],
    [judge({ a: 'timed_out' }, ['not_met']), 'criteria_not_met', 'a'],
    [judge({ a: 'passed' }, ['cannot_tell']), 'verification_unclear', null],
    [judge({ a: 'failed' }, ['not_met'], true), 'no_change', 'a'],
    [judge({ a: 'passed' }, ['met'], true), null, null],
  ] as const)('%#', ({ culprit, failure }, code, place) => {
    expect([failure?.code ?? null, culprit]).toEqual([code, place]);
  });

  test.each(['timed_out', 'could_not_run', 'killed_by_host', 'skipped'] as const)('%s is never the work’s doing', (result) => {
    expect(judge({ a: result }).failure?.class).not.toBe('work');
  });
});
