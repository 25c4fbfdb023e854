import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckEvidence } from './check-evidence.ts';
import { type Comparison, compareWithBaseline } from './compare-with-baseline.ts';
import type { TestReport, TestResult, TestStatus } from './reports/test-report.ts';
import { defaultVerdictPolicy, verdictOf } from './verdict.ts';

const result = (name: string, status: TestStatus, message: string | null = null): TestResult => ({
  name,
  status,
  ran: status === 'skipped' ? 0 : 1,
  failed: status === 'failed' ? 1 : 0,
  message,
});

const report = (tests: Record<string, TestStatus>, given: Partial<TestReport> = {}): TestReport => ({
  format: 'tap',
  tests: Object.entries(tests).map(([name, status]) => result(name, status, status === 'failed' ? `${name} broke` : null)),
  lists: 'all',
  complete: true,
  why: null,
  ...given,
});

const check = (outcome: CheckEvidence['outcome'], tests: TestReport | null = null, signature: string | null = null): CheckEvidence => ({
  name: 'test',
  outcome,
  report: tests,
  signature,
});

/** The lists that hold something, each as names of tests; `*` is the check as a whole. */
const seen = ({ checked: _checked, ...lists }: Comparison): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(lists)
      .filter(([, list]) => list.length > 0)
      .map(([kind, list]) => [kind, list.map((finding) => finding.test ?? '*')]),
  );

const cut = { complete: false, why: 'it is cut' };

interface Case {
  readonly what: string;
  readonly base: CheckEvidence | null;
  readonly now: CheckEvidence;
  readonly rerun?: CheckEvidence;
  readonly found: Record<string, string[]>;
  readonly verdict: 'passed' | 'failed' | 'cannot_tell';
}

const fine = check('passed', report({ a: 'passed', b: 'passed' }));
const broken = check('failed', report({ a: 'failed', b: 'passed' }));
const cases: Case[] = [
  { what: 'all is well', base: fine, now: fine, found: {}, verdict: 'passed' },
  { what: 'a test broke', base: fine, now: broken, found: { new: ['a'] }, verdict: 'failed' },
  { what: 'it was broken before', base: broken, now: broken, found: { preExisting: ['a'] }, verdict: 'passed' },
  { what: 'it was mended', base: broken, now: fine, found: { fixed: ['a'] }, verdict: 'passed' },
  {
    what: 'a new test fails',
    base: fine,
    now: check('failed', report({ a: 'passed', b: 'passed', c: 'failed' })),
    found: { new: ['c'] },
    verdict: 'failed',
  },
  {
    what: 'a skipped test was turned on and fails',
    base: check('passed', report({ a: 'skipped', b: 'passed' })),
    now: broken,
    found: { new: ['a'] },
    verdict: 'failed',
  },
  {
    what: 'one broken before, one now',
    base: broken,
    now: check('failed', report({ a: 'failed', b: 'failed' })),
    found: { preExisting: ['a'], new: ['b'] },
    verdict: 'failed',
  },
  { what: 'nobody ran it on the base', base: null, now: broken, found: { new: ['a'] }, verdict: 'failed' },
  { what: 'a rerun passes', base: fine, now: broken, rerun: fine, found: { flaky: ['a'] }, verdict: 'passed' },
  { what: 'a rerun fails again', base: fine, now: broken, rerun: broken, found: { new: ['a'] }, verdict: 'failed' },
  {
    what: 'a rerun fails elsewhere',
    base: fine,
    now: broken,
    rerun: check('failed', report({ a: 'passed', b: 'failed' })),
    found: { new: ['*'], flaky: ['a', 'b'] },
    verdict: 'failed',
  },
  {
    what: 'a rerun no longer has the test',
    base: fine,
    now: broken,
    rerun: check('passed', report({ b: 'passed' })),
    found: { new: ['a'] },
    verdict: 'failed',
  },
  {
    what: 'a rerun is spoiled',
    base: fine,
    now: broken,
    rerun: check('killed_by_host', report({ a: 'passed' })),
    found: { new: ['a'] },
    verdict: 'failed',
  },
  {
    what: 'the exit code hides a failed test',
    base: fine,
    now: check('passed', report({ a: 'failed', b: 'passed' })),
    found: { new: ['a'] },
    verdict: 'failed',
  },
  {
    what: 'all tests pass, the check does not',
    base: fine,
    now: check('failed', report({ a: 'passed', b: 'passed' })),
    found: { new: ['*'] },
    verdict: 'failed',
  },
  {
    what: 'a test was deleted',
    base: fine,
    now: check('passed', report({ b: 'passed' })),
    found: { vanished: ['a'] },
    verdict: 'cannot_tell',
  },
  {
    what: 'a test was skipped',
    base: fine,
    now: check('passed', report({ a: 'skipped', b: 'passed' })),
    found: { vanished: ['a'] },
    verdict: 'cannot_tell',
  },
  {
    what: 'a broken test was deleted',
    base: broken,
    now: check('passed', report({ b: 'passed' })),
    found: { vanished: ['a'] },
    verdict: 'cannot_tell',
  },
  { what: 'the report is gone', base: fine, now: check('passed'), found: { vanished: ['*'] }, verdict: 'cannot_tell' },
  {
    what: 'the report is cut',
    base: fine,
    now: check('passed', report({ a: 'passed' }, cut)),
    found: { vanished: ['*'] },
    verdict: 'cannot_tell',
  },
  { what: 'no report, passed', base: check('passed'), now: check('passed'), found: {}, verdict: 'passed' },
  { what: 'no report, broke', base: check('passed'), now: check('failed'), found: { new: ['*'] }, verdict: 'failed' },
  {
    what: 'no report, broken before',
    base: check('failed', null, 's1'),
    now: check('failed', null, 's1'),
    found: { preExisting: ['*'] },
    verdict: 'passed',
  },
  {
    what: 'no report, broken otherwise',
    base: check('failed', null, 's1'),
    now: check('failed', null, 's2'),
    found: { unclear: ['*'] },
    verdict: 'cannot_tell',
  },
  { what: 'no report, mended', base: check('failed'), now: check('passed'), found: { fixed: ['*'] }, verdict: 'passed' },
  {
    what: 'no report, flaky',
    base: check('passed'),
    now: check('failed'),
    rerun: check('passed'),
    found: { flaky: ['*'] },
    verdict: 'passed',
  },
  {
    what: 'base without a report failed, a test fails now',
    base: check('failed'),
    now: broken,
    found: { unclear: ['a'] },
    verdict: 'cannot_tell',
  },
  { what: 'base without a report passed, a test fails now', base: check('passed'), now: broken, found: { new: ['a'] }, verdict: 'failed' },
  { what: 'the base timed out', base: check('timed_out'), now: broken, found: { unclear: ['a'] }, verdict: 'cannot_tell' },
  { what: 'the base timed out, all is well now', base: check('timed_out'), now: fine, found: {}, verdict: 'passed' },
  {
    what: 'a cut report holds a failure',
    base: broken,
    now: check('failed', report({ a: 'failed' }, cut)),
    found: { preExisting: ['a'], unclear: ['*'] },
    verdict: 'cannot_tell',
  },
  {
    what: 'other reason than the tests of the base',
    base: broken,
    now: check('failed', report({ a: 'passed', b: 'passed' })),
    found: { fixed: ['a'], unclear: ['*'] },
    verdict: 'cannot_tell',
  },
  { what: 'it timed out', base: fine, now: check('timed_out', report({ a: 'failed' })), found: { unclear: ['*'] }, verdict: 'cannot_tell' },
  { what: 'its program is missing', base: fine, now: check('could_not_run'), found: { unclear: ['*'] }, verdict: 'cannot_tell' },
  { what: 'the machine killed it', base: fine, now: check('killed_by_host'), found: { unclear: ['*'] }, verdict: 'cannot_tell' },
  {
    what: 'the machine killed it, and it passed at the second try',
    base: fine,
    now: check('killed_by_host'),
    rerun: fine,
    found: {},
    verdict: 'passed',
  },
  { what: 'it was not run', base: fine, now: check('skipped'), found: { unclear: ['*'] }, verdict: 'cannot_tell' },
  { what: 'it is nowhere to be run', base: check('skipped'), now: check('skipped'), found: {}, verdict: 'cannot_tell' },
  {
    what: 'only failures are named, one before, one now',
    base: check('failed', report({ a: 'failed' }, { lists: 'failures' })),
    now: check('failed', report({ b: 'failed' }, { lists: 'failures' })),
    found: { new: ['b'], fixed: ['a'] },
    verdict: 'failed',
  },
];

describe('what fails on the work, and what without it', () => {
  test.each(cases)('$what: $verdict', ({ base, now, rerun, found, verdict }) => {
    const comparison = compareWithBaseline(base && [base], [now], rerun && [rerun]);
    expect(seen(comparison)).toEqual(found);
    const said = verdictOf(comparison);
    expect(said.verdict).toBe(verdict);
    expect(said.reasons.length > 0).toBe(verdict !== 'passed');
  });

  describe('several tests of one name', () => {
    const of = (ran: number, failed: number) =>
      ({ name: 'works', status: failed > 0 ? 'failed' : 'passed', ran, failed, message: null }) as const;
    const evidence = (ran: number, failed: number) => check(failed > 0 ? 'failed' : 'passed', { ...report({}), tests: [of(ran, failed)] });
    test.each([
      ['one was broken, and is', evidence(2, 1), evidence(2, 1), undefined, { preExisting: ['works'] }],
      ['one was broken, now both', evidence(2, 1), evidence(2, 2), undefined, { new: ['works'] }],
      ['now both, but one of them only once', evidence(2, 1), evidence(2, 2), evidence(2, 1), { preExisting: ['works'] }],
      ['both were broken, now one', evidence(2, 2), evidence(2, 1), undefined, { preExisting: ['works'] }],
      ['one is gone', evidence(2, 0), evidence(1, 0), undefined, { vanished: ['works'] }],
      ['the broken one is gone', evidence(2, 1), evidence(1, 0), undefined, { vanished: ['works'], fixed: ['works'] }],
      ['one more', evidence(2, 0), evidence(3, 0), undefined, {}],
    ])('%s', (_what, base, now, rerun, found) => {
      expect(seen(compareWithBaseline([base], [now], rerun && [rerun]))).toEqual(found);
    });
  });

  test('a check that is gone is seen', () => {
    const comparison = compareWithBaseline([fine, { ...fine, name: 'lint' }], [fine]);
    expect(comparison.vanished).toMatchObject([{ check: 'lint', test: null }]);
  });

  test('a check named twice is a mistake of the caller', () => {
    expect(() => compareWithBaseline(null, [fine, fine])).toThrow('named twice');
  });
});

describe('the verdict', () => {
  test('says what people decided about failures of the base, flaky and vanished tests', () => {
    const old = compareWithBaseline([broken], [broken]);
    expect(verdictOf(old, { ...defaultVerdictPolicy, preExisting: 'fail' })).toMatchObject({
      verdict: 'failed',
      reasons: ['1 test fails on the base as well: a (check test)'],
    });
    const flaky = compareWithBaseline([fine], [broken], [fine]);
    expect(verdictOf(flaky, { ...defaultVerdictPolicy, flaky: 'ask' }).verdict).toBe('cannot_tell');
    expect(verdictOf(flaky)).toMatchObject({
      verdict: 'passed',
      notes: ['1 test failed in one of two runs of the same tree: a (check test)'],
    });
    const gone = compareWithBaseline([fine], [check('passed', report({ b: 'passed' }))]);
    expect(verdictOf(gone, { ...defaultVerdictPolicy, vanished: 'allow' }).verdict).toBe('passed');
    expect(verdictOf(gone, { ...defaultVerdictPolicy, vanished: 'fail' }).verdict).toBe('failed');
  });

  test('says how the base did where the work gave no answer', () => {
    expect(verdictOf(compareWithBaseline([fine], [check('could_not_run')])).reasons).toEqual([
      'check test: it could not run; on the base it passed',
      'no check said anything about the work',
    ]);
  });

  test('of nothing is no pass', () => {
    expect(verdictOf(compareWithBaseline([], []))).toMatchObject({
      verdict: 'cannot_tell',
      reasons: ['no check said anything about the work'],
    });
  });

  test('names five and counts the rest', () => {
    const all = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`t${index}`, 'failed' as const]));
    const { reasons } = verdictOf(compareWithBaseline(null, [check('failed', report(all))]));
    expect(reasons[0]).toMatch(/^7 tests fail that did not fail on the base: t0 \(check test\).*t4 \(check test\) and 2 more$/);
  });
});

const names = ['a', 'b', 'c', '__proto__'];
const anyReport = fc
  .record({
    statuses: fc.tuple(...names.map(() => fc.option(fc.constantFrom<TestStatus>('passed', 'failed', 'skipped')))),
    complete: fc.boolean(),
    lists: fc.constantFrom<'all' | 'failures'>('all', 'failures'),
  })
  .map(({ statuses, complete, lists }): TestReport => {
    const tests = names.flatMap((name, index) => {
      const status = statuses[index] ?? null;
      return status === null || (lists === 'failures' && status !== 'failed') ? [] : [result(name, status)];
    });
    return { format: 'tap', tests, lists, complete, why: complete ? null : 'cut' };
  });
const outcome = fc.constantFrom<CheckEvidence['outcome']>(
  'passed',
  'failed',
  'failed',
  'timed_out',
  'could_not_run',
  'killed_by_host',
  'skipped',
);
const evidence = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('build', 'test', 'constructor'),
    outcome,
    report: fc.option(anyReport),
    signature: fc.option(fc.constantFrom('s', 't')),
  }),
  {
    selector: ({ name }) => name,
  },
);
const policy = fc.record({
  preExisting: fc.constantFrom<'allow' | 'fail'>('allow', 'fail'),
  flaky: fc.constantFrom<'allow' | 'ask' | 'fail'>('allow', 'ask', 'fail'),
  vanished: fc.constantFrom<'allow' | 'ask' | 'fail'>('allow', 'ask', 'fail'),
});

describe('a check that passed on the base though tests of it failed', () => {
  const failing = report({ b: 'failed' });

  test('is newly broken where it fails, even if no other test fails', () => {
    expect(verdictOf(compareWithBaseline([check('passed', failing)], [check('failed', failing)]))).toMatchObject({
      verdict: 'failed',
      reasons: [expect.stringMatching(/^1 check fails that did not fail on the base: check test/)],
    });
  });

  test('is flaky where a second run passes, and stays as it was where it passes', () => {
    const again = compareWithBaseline([check('passed', failing)], [check('failed', failing)], [check('passed', failing)]);
    expect(again.flaky.map(({ test: name }) => name)).toEqual([null]);
    expect(verdictOf(compareWithBaseline([check('passed', failing)], [check('passed', failing)])).verdict).toBe('passed');
  });
});

test('a check that fails in both of two runs, by other tests each time, does not pass as flaky', () => {
  const runs = [[check('failed', report({ a: 'passed', b: 'failed' }))], [check('failed', report({ a: 'failed', b: 'passed' }))]] as const;
  expect(verdictOf(compareWithBaseline([], ...runs)).verdict).toBe('failed');
  expect(verdictOf(compareWithBaseline([check('passed', report({ a: 'passed', b: 'passed' }))], ...runs)).verdict).toBe('failed');
  expect(verdictOf(compareWithBaseline([check('failed', report({ c: 'failed' }))], ...runs)).verdict).toBe('cannot_tell');
});

describe('whatever the checks say', () => {
  test('nothing passes with a failure that the base does not have and a second run confirms or did not look at', () => {
    fc.assert(
      fc.property(fc.option(evidence), evidence, evidence, policy, (base, now, rerun, policy) => {
        const { verdict } = verdictOf(compareWithBaseline(base, now, rerun), policy);
        const isDecided = ({ outcome }: CheckEvidence) => outcome === 'passed' || outcome === 'failed';
        const isBroken = now.filter(isDecided).some((run) => {
          const before = base?.find(({ name }) => name === run.name);
          const again = rerun.filter(isDecided).find(({ name }) => name === run.name);
          const failed = (run.report?.tests ?? []).filter(({ status }) => status === 'failed').map(({ name }) => name);
          const isOld = (name: string) =>
            before !== undefined &&
            isDecided(before) &&
            before.report?.tests.some((test) => test.name === name && test.status === 'failed');
          const isAgain = (name: string) => !again || again.report?.tests.some((test) => test.name === name && test.status !== 'passed');
          const isNew = failed.some((name) => !isOld(name) && isAgain(name));
          return isNew || (run.outcome === 'failed' && again?.outcome !== 'passed' && (!before || before.outcome === 'passed'));
        });
        const isSpoiled = now.some(
          (run) => !isDecided(run) && run.outcome !== 'skipped' && !rerun.some((again) => again.name === run.name && isDecided(again)),
        );
        expect(verdict === 'passed' && (isBroken || isSpoiled)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('the order of checks and tests does not matter', () => {
    const reversed = (list: readonly CheckEvidence[]) =>
      list.toReversed().map(({ name, outcome, report, signature }): CheckEvidence => {
        if (!report) return { name, outcome, report, signature };
        const { format, lists, complete, why } = report;
        return { name, outcome, signature, report: { format, lists, complete, why, tests: report.tests.toReversed() } };
      });
    fc.assert(
      fc.property(fc.option(evidence), evidence, evidence, (base, now, rerun) => {
        const comparison = compareWithBaseline(base, now, rerun);
        expect(compareWithBaseline(base && reversed(base), reversed(now), reversed(rerun))).toEqual(comparison);
        expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
      }),
    );
  });

  test('every test that fails is in exactly one list', () => {
    fc.assert(
      fc.property(fc.option(evidence), evidence, evidence, (base, now, rerun) => {
        const { checked: _checked, vanished: _vanished, ...lists } = compareWithBaseline(base, now, rerun);
        const places = Object.values(lists).flatMap((list) =>
          list.filter((finding) => finding.test !== null).map((finding) => `${finding.check}/${finding.test}`),
        );
        expect(new Set(places).size).toBe(places.length);
      }),
    );
  });
});
