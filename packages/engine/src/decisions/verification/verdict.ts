import type { Comparison, Finding } from './compare-with-baseline.ts';

/** What a project may decide. New failures always fail, and what is unclear is never passed. */
export interface VerdictPolicy {
  /** Failures that the base has as well. `fail`: nothing lands before they are mended. */
  readonly preExisting: 'allow' | 'fail';
  /** Failures that a second run did not have. `ask`: a person decides. */
  readonly flaky: 'allow' | 'ask' | 'fail';
  /** Tests that ran on the base and no longer do. A change could get rid of its judge this way, so a person is asked unless told otherwise. */
  readonly vanished: 'allow' | 'ask' | 'fail';
}

export const defaultVerdictPolicy: VerdictPolicy = { preExisting: 'allow', flaky: 'allow', vanished: 'ask' };

export interface Verdict {
  readonly verdict: 'passed' | 'failed' | 'cannot_tell';
  /** Sentences without a full stop, for people and for the next prompt; none if it passed. */
  readonly reasons: readonly string[];
  /** What was seen and stopped nothing. */
  readonly notes: readonly string[];
}

const mostNamed = 5;

/** What the checks say about the work. Only `passed` may land by itself; `cannot_tell` needs a person and is never blamed on the work. */
export function verdictOf(comparison: Comparison, policy: VerdictPolicy = defaultVerdictPolicy): Verdict {
  const { preExisting, flaky, vanished, unclear, fixed, checked } = comparison;
  const said = [
    say(comparison.new, ['fails that', 'fail that'], 'did not fail on the base', 'fail'),
    say(preExisting, ['fails', 'fail'], 'on the base as well', policy.preExisting),
    say(flaky, ['failed', 'failed'], 'in one of two runs of the same tree', policy.flaky),
    say(vanished, ['ran on the base and no longer does', 'ran on the base and no longer do'], '', policy.vanished),
    ...unclear.map((finding) => ({ do: 'ask' as const, words: `${placeOf(finding)}: ${finding.message ?? 'it is not clear'}` })),
    ...(checked === 0 ? [{ do: 'ask' as const, words: 'no check said anything about the work' }] : []),
    say(fixed, ['failed on the base and passes now', 'failed on the base and pass now'], '', 'allow'),
  ].filter((part) => part !== null);
  const wordsOf = (wanted: 'allow' | 'ask' | 'fail'): string[] => said.filter((part) => part.do === wanted).map(({ words }) => words);
  const [failed, asked, notes] = [wordsOf('fail'), wordsOf('ask'), wordsOf('allow')];
  if (failed.length > 0) return { verdict: 'failed', reasons: failed, notes: [...asked, ...notes] };
  if (asked.length > 0) return { verdict: 'cannot_tell', reasons: asked, notes };
  return { verdict: 'passed', reasons: [], notes };
}

function say(findings: readonly Finding[], [ofOne, ofMany]: [string, string], rest: string, policy: 'allow' | 'ask' | 'fail') {
  if (findings.length === 0) return null;
  const isOne = findings.length === 1;
  const noun = findings.every(({ test }) => test !== null) ? 'test' : findings.every(({ test }) => test === null) ? 'check' : 'result';
  const count = `${findings.length} ${noun}${isOne ? '' : 's'} ${isOne ? ofOne : ofMany}`;
  const named = findings.slice(0, mostNamed).map((finding) => placeOf(finding));
  const more = findings.length > mostNamed ? ` and ${findings.length - mostNamed} more` : '';
  return { do: policy, words: `${rest === '' ? count : `${count} ${rest}`}: ${named.join('; ')}${more}` };
}

const placeOf = ({ check, test }: Finding): string => (test === null ? `check ${check}` : `${test} (check ${check})`);
