import type { Outcome } from './check-outcome.ts';
import type { TestReport, TestResult } from './reports/test-report.ts';

/** What one run of a check on one tree left behind. Installing is no check. */
export interface CheckEvidence {
  /** Unique among the checks of a run. */
  readonly name: string;
  /** `skipped`: it was not run, for example because the work has no script for it. */
  readonly outcome: Outcome | 'skipped';
  readonly report: TestReport | null;
  /** Of what a failed check printed (`failureSignature`); null if it was not taken. */
  readonly signature: string | null;
}

/** `not_failed`: known not to have failed, though nothing names it. `absent`: a complete report of all tests does not have it. */
export type TestStanding = 'passed' | 'failed' | 'skipped' | 'not_failed' | 'absent' | 'unknown';

/** Looks tests up in evidence; of a check that did not come to a verdict, nothing is known. */
export function standingsIn({ outcome, report }: CheckEvidence): (test: string) => TestStanding {
  if (outcome !== 'passed' && outcome !== 'failed') return () => 'unknown';
  const known = new Map(report?.tests.map(({ name, status }) => [name, status]));
  const otherwise = otherwiseIn(outcome, report);
  return (test) => known.get(test) ?? otherwise;
}

function otherwiseIn(outcome: 'passed' | 'failed', report: TestReport | null): TestStanding {
  if (report?.complete) return report.lists === 'all' ? 'absent' : 'not_failed';
  return outcome === 'passed' ? 'not_failed' : 'unknown';
}

/** Results of each test, as `TestResult` has them; of a check that did not come to a verdict, none. */
export function resultsIn({ outcome, report }: CheckEvidence): ReadonlyMap<string, TestResult> {
  const tests = outcome === 'passed' || outcome === 'failed' ? (report?.tests ?? []) : [];
  return new Map(tests.map((test) => [test.name, test]));
}

export const failedTests = ({ outcome, report }: CheckEvidence): readonly string[] =>
  outcome === 'passed' || outcome === 'failed'
    ? (report?.tests ?? []).filter(({ status }) => status === 'failed').map(({ name }) => name)
    : [];

/** Whether it failed in a way that no test of its report tells: it has no failed test, or more of them than were read. */
export const failsAsWhole = (evidence: CheckEvidence): boolean =>
  evidence.outcome === 'failed' && (failedTests(evidence).length === 0 || evidence.report?.complete === false);
