import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectReport, findReport } from './read-report.ts';
import { type ReportFormat, type TestReport, mostTests } from './test-report.ts';

/** What the tools printed, as it was; only host names and the folders of installations were replaced. */
const printed = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures', `${name}.txt`), 'utf8');

const lines = (report: TestReport | undefined): string[] =>
  (report?.tests ?? []).map(({ name, status, message }) => `${status} ${name}${message === null ? '' : `: ${message.slice(0, 40)}`}`);

interface Case {
  readonly fixture: string;
  readonly format: ReportFormat;
  readonly folder: string;
  readonly tests: readonly string[];
  readonly lists?: TestReport['lists'];
  readonly why?: string;
}

const nodeTests = [
  'passed adds',
  'failed is off by one: Expected values to be strictly equal:',
  'skipped waits: no network',
  'skipped later: not yet',
  'passed a cart > is empty',
  'failed a cart > counts # of items: Expected values to be strictly deep-equa',
  'passed a cart > when full > is heavy',
  'passed a cart > when full',
  'failed a cart: 1 subtest failed',
];

const cases: Case[] = [
  { fixture: 'node-tap', format: 'tap', folder: '/repo/js', tests: nodeTests },
  {
    fixture: 'node-spec',
    format: 'node-spec',
    folder: '/repo/js',
    tests: nodeTests.map((line) => {
      const bare = line.startsWith('failed') ? line.replace(/:.*/, '') : line;
      return bare.replace('not yet', 'TODO');
    }),
  },
  {
    fixture: 'node-junit',
    format: 'junit',
    folder: '/repo/js',
    tests: [
      'passed adds',
      'failed is off by one: Expected values to be strictly equal: 2 ',
      'skipped waits: no network',
      'skipped later: true',
      'passed a cart > is empty',
      'failed a cart > counts # of items: Expected values to be strictly deep-equa',
      'passed a cart > when full > is heavy',
    ],
  },
  {
    fixture: 'vitest-json',
    format: 'vitest-json',
    folder: '/repo/js',
    tests: [
      "failed broken.test.ts: Cannot find module './missing.ts' import",
      'passed v.test.ts > adds',
      'failed v.test.ts > a cart > counts: AssertionError: expected { a: 1 } to dee',
      'skipped v.test.ts > a cart > waits',
      'skipped v.test.ts > a cart > later',
    ],
  },
  {
    fixture: 'vitest-junit',
    format: 'junit',
    folder: '/repo/js',
    tests: [
      "failed broken.test.ts > broken.test.ts: Cannot find module './missing.ts' import",
      'passed v.test.ts > adds',
      'failed v.test.ts > a cart > counts: expected { a: 1 } to deeply equal { a: 2',
      'skipped v.test.ts > a cart > waits',
      'skipped v.test.ts > a cart > later',
    ],
  },
  {
    fixture: 'vitest-tap',
    format: 'tap',
    folder: '/repo/js',
    tests: [
      `failed broken.test.ts: Cannot find module './missing.ts' import`,
      'failed v.test.ts',
      'passed v.test.ts > adds',
      'failed v.test.ts > a cart',
      'failed v.test.ts > a cart > counts: expected { a: 1 } to deeply equal { a: 2',
      'skipped v.test.ts > a cart > waits',
      'skipped v.test.ts > a cart > later',
    ],
  },
  {
    fixture: 'jest-json',
    format: 'jest-json',
    folder: '/repo/jest/',
    tests: [
      'passed cart.test.js > adds',
      'failed cart.test.js > a cart > counts: Error: expect(received).toEqual(expected',
      'skipped cart.test.js > a cart > waits',
      'skipped cart.test.js > a cart > later',
      'failed broken.test.js: ● Test suite failed to run Cannot find m',
    ],
  },
  {
    fixture: 'vitest',
    format: 'vitest',
    folder: '/repo/js',
    lists: 'failures',
    tests: [
      "failed broken.test.ts: Error: Cannot find module './missing.ts'",
      'failed v.test.ts > a cart > counts: AssertionError: expected { a: 1 } to dee',
    ],
  },
  {
    fixture: 'jest',
    format: 'jest',
    folder: '/repo/jest',
    lists: 'failures',
    tests: [
      'failed cart.test.js > a cart > counts: expect(received).toEqual(expected) // de',
      "failed broken.test.js: Cannot find module './missing' from 'bro",
    ],
  },
  {
    fixture: 'pytest-verbose',
    format: 'pytest',
    folder: '/repo/py',
    tests: [
      'passed test_cart.py::test_adds',
      "failed test_cart.py::TestCart::test_counts: AssertionError: assert {'a': 1} ...",
      'skipped test_cart.py::TestCart::test_waits: no network',
      'passed test_cart.py::test_words[a b]',
      'passed test_cart.py::test_words[x::y]',
      'skipped test_cart.py::test_later',
      'failed test_cart.py::test_needs: RuntimeError: no database',
    ],
  },
  {
    fixture: 'pytest-quiet',
    format: 'pytest',
    folder: '/repo/py',
    lists: 'failures',
    tests: [
      "failed test_cart.py::TestCart::test_counts: AssertionError: assert {'a': 1} ...",
      'failed test_cart.py::test_needs: RuntimeError: no database',
    ],
  },
  {
    fixture: 'pytest-collect',
    format: 'pytest',
    folder: '/repo/py',
    why: 'pytest stopped before it had run all tests',
    tests: ['failed test_broken.py'],
  },
  {
    fixture: 'pytest-junit',
    format: 'junit',
    folder: '/repo/py',
    tests: [
      'passed pytest > test_cart > test_adds',
      "failed pytest > test_cart.TestCart > test_counts: AssertionError: assert {'a': 1} == {'a':",
      'skipped pytest > test_cart.TestCart > test_waits: no network',
      'passed pytest > test_cart > test_words[a b]',
      'passed pytest > test_cart > test_words[x::y]',
      'skipped pytest > test_cart > test_later',
      'failed pytest > test_cart > test_needs: failed on setup with "RuntimeError: no d',
    ],
  },
  {
    fixture: 'go-json',
    format: 'go-json',
    folder: '/repo/go',
    tests: [
      'passed example.com/cart > TestAdds',
      'passed example.com/cart > TestCounts/of_one',
      'failed example.com/cart > TestCounts/of_two: cart_test.go:6: got 1, want 2',
      'failed example.com/cart > TestCounts',
      'skipped example.com/cart > TestWaits: cart_test.go:8: no network',
      'failed example.com/cart/broken: broken/x_test.go:3:28: undefined: undefi',
      'passed example.com/cart/panics > TestFine',
      'failed example.com/cart/panics > TestPanics: panic: assignment to entry in nil map [r',
    ],
  },
  {
    fixture: 'cargo',
    format: 'cargo',
    folder: '/repo/rs',
    tests: [
      'passed tests::adds',
      'failed tests::counts: assertion `left == right` failed: one to',
      'passed tests::panics',
      'skipped tests::waits: no network',
      'passed whole',
      'passed src/lib.rs - add',
    ],
  },
];

describe.each(cases)('$fixture', ({ fixture, format, folder, tests, lists = 'all', why = null }) => {
  const output = printed(fixture);

  test('is recognised and read', () => {
    const report = findReport(output, { folder });
    expect(lines(report)).toEqual(tests);
    expect(report).toMatchObject({ format, lists, why, complete: why === null });
  });

  test('is found among other lines', () => {
    const around = `\n> cart@1.0.0 test\n> run it\n\n${output.trimEnd()}\nDone in 1.2s\n`;
    expect(lines(findReport(around, { folder }))).toEqual(tests);
  });

  test('is not complete once tests of it are cut off, and what is read of it is true', () => {
    for (const share of [0.25, 0.5, 0.75, 0.95]) {
      const report = findReport(output.slice(0, output.length * share), { folder });
      const isWhole = report?.format !== format || !report.complete || lines(report).length === tests.length;
      expect(isWhole, `${share}: ${lines(report).join('\n')}`).toBe(true);
      const passed = new Set(lines(report).filter((line) => line.startsWith('passed')));
      expect(passed.isSubsetOf(new Set(tests)), `${share}`).toBe(true);
    }
    expect(findReport(output, { folder, isCut: true })).toMatchObject({ complete: false });
  });
});

/** Within XML and JSON a CR is content. */
test.each(cases.filter(({ format }) => !/json|junit/.test(format)))(
  '$fixture is read with colors and Windows line ends',
  ({ fixture, folder, tests }) => {
    const output = printed(fixture);
    const colored = output.replaceAll(/^(\s*)(✔|✖|▶|● | FAIL|test |not ok|ok)(?= )/gm, '$1\u001B[32m$2\u001B[39m').replaceAll('\n', '\r\n');
    expect(lines(findReport(colored, { folder }))).toEqual(tests);
  },
);

describe('two runs in one output', () => {
  test.each(cases.filter(({ fixture, why }) => why === undefined && !['jest-json', 'vitest-json'].includes(fixture)))(
    '$fixture',
    ({ fixture, folder, tests }) => {
      const broken = printed(fixture);
      const report = findReport(`${broken}\n${broken}`, { folder });
      expect(lines(report)).toEqual(tests);
      expect(report?.complete).toBe(true);
    },
  );

  test('lines of JSON', () => {
    const run = (name: string, status: string) =>
      JSON.stringify({ numTotalTests: 1, testResults: [{ name, assertionResults: [{ title: 't', status }] }] });
    expect(lines(findReport(`${run('a.js', 'passed')}\n${run('b.js', 'failed')}\n`))).toEqual(['passed a.js > t', 'failed b.js > t']);
  });
});

describe('no report', () => {
  test.each([
    '',
    'all good\n',
    'ok\n',
    '{"numTotalTests": 3',
    '✔ built\n✔ linted\n',
    'running 3 tests\n',
    'Tests: 3 passed, 3 total\n',
    'It took 3 tries in 2s\n',
    '1..2\n',
  ])('%j', (output) => {
    expect(detectReport(output)).toBeUndefined();
    expect(findReport(output)).toBeUndefined();
  });
});

test('of several tests of one name none is hidden, whatever the order', () => {
  const tap = (...results: string[]) =>
    `TAP version 13\n${results.map((result, index) => `${result} ${index + 1} - same`).join('\n')}\n1..2\n`;
  const both = { name: 'same', status: 'failed', ran: 2, failed: 1 };
  expect(findReport(tap('ok', 'not ok'))?.tests).toMatchObject([both]);
  expect(findReport(tap('not ok', 'ok'))?.tests).toMatchObject([both]);
});

test('names that are long and begin alike stay two', () => {
  const long = 'x'.repeat(400);
  const report = findReport(`TAP version 13\nok 1 - ${long}a\nok 2 - ${long}b\n1..2\n`);
  expect(report?.tests.map(({ name }) => name.length)).toEqual([300, 300]);
});

describe('xdist and plugins of pytest', () => {
  test('lines that begin with the worker', () => {
    const output =
      '==== test session starts ====\n[gw0] [ 50%] PASSED a.py::one \n[gw1] [100%] FAILED a.py::two \n==== 1 failed, 1 passed, 2 warnings in 75.10s (0:01:15) ====\n';
    expect(findReport(output)).toMatchObject({
      complete: true,
      tests: [
        { name: 'a.py::one', status: 'passed' },
        { name: 'a.py::two', status: 'failed' },
      ],
    });
  });
});

/** Lone surrogates too. */
const anyText = fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes));

test('names of failures are the same in what Jest and Vitest print and in their JSON', () => {
  const failed = (fixture: string, folder: string) =>
    (findReport(printed(fixture), { folder })?.tests ?? []).filter(({ status }) => status === 'failed').map(({ name }) => name);
  expect(failed('vitest', '/repo/js')).toEqual(failed('vitest-json', '/repo/js'));
  expect(failed('jest', '/repo/jest')).toEqual(failed('jest-json', '/repo/jest'));
});

describe('what Jest and Vitest print', () => {
  test('of runs without failures', () => {
    const vitest = ' RUN  v5.1.1 /repo\n\n ✓ ok.test.ts (1 test) 3ms\n\n Test Files  1 passed (1)\n      Tests  1 passed (1)\n';
    expect(findReport(vitest)).toMatchObject({ format: 'vitest', tests: [], lists: 'failures', complete: true });
    const jest = 'PASS ./a.test.js\n\nTest Suites: 1 passed, 1 total\nTests:       3 skipped, 1 passed, 4 total\n';
    expect(findReport(jest)).toMatchObject({ format: 'jest', tests: [], lists: 'failures', complete: true });
  });

  test('several failures above one message, in a project of a workspace', () => {
    const output =
      ' FAIL  |unit| a.test.ts > one\n FAIL  |unit| a.test.ts > two\nError: no database\n\n Test Files  1 failed (1)\n      Tests  2 failed (2)\n';
    expect(lines(findReport(output))).toEqual(['failed a.test.ts > one: Error: no database', 'failed a.test.ts > two: Error: no database']);
  });

  test('the failures once more, and a console between', () => {
    const block = 'FAIL a.test.js (5.1 s)\n  ● Console\n\n    console.log\n\n  ● one\n\n    Error: no database\n\n';
    const output = `${block}PASS b.test.js\n  ● Console\n\nSummary of all failing tests\n${block}\nTest Suites: 1 failed, 1 passed, 2 total\nTests:       1 failed, 3 passed, 4 total\n`;
    expect(lines(findReport(output))).toEqual(['failed a.test.js > one: Error: no database']);
    expect(findReport(output)).toMatchObject({ complete: true });
  });
});

describe('hostile reports', () => {
  const limitMs = 5_000;
  const many = (text: string, count: number): string => text.repeat(count);
  const size = 200_000;
  const hostile: Record<string, string> = {
    'an entity bomb': `<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n<testsuites><testsuite name="&b;"><testcase name="&b;"/></testsuite></testsuites>`,
    'an entity bomb behind its root': `<testsuites><!DOCTYPE x [<!ENTITY a "aaaa">]><testcase name="&a;"/></testsuites>`,
    'elements nested deeply': `<testsuites>${many('<a>', size)}`,
    'elements that end before they begin': `<testsuites>${many('</a>', size)}`,
    'thousands of attributes': `<testsuites ${Array.from({ length: 20_000 }, (_, index) => `a${index}="1"`).join(' ')}>`,
    'openings of XML': many('<?xml version="1.0"\n', size),
    'a long attribute': `<testsuites><testcase name="${many('x&amp;', size)}"/></testsuites>`,
    'brackets of JSON': `{"numTotalTests":1,"testResults":${many('[', size)}`,
    'lines that look like JSON': many('{"numTotalTests"\n', size),
    'a line of TAP': `TAP version 13\nok 1 - ${many(' # ', size)}\n1..1\n`,
    'subtests of subtests': `TAP version 13\n${Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}# Subtest: a`).join('\n')}\n`,
    'braces without end': `TAP version 13\n${many('ok 1 - a {\n', 20_000)}`,
    'a block without end': `TAP version 13\nok 1 - a\n  ---\n${many('  error:\n', size)}`,
    'node ids': `=== test session starts ===\n${many('::', size)}\n${many(`${many(' PASSED ::', 300)}\n`, 100)}`,
    'short summaries': `=== short test summary info ===\n${many(`FAILED ${many(' - ', 1_000)}\n`, 500)}`,
    colors: `TAP version 13\n${many('\u001B[0;', size)}\nok 1 - a\n`,
    'go without end': many('{"Action":"run","Package":"p","Test":"t"}\n', 20_000),
    'keys of prototypes': '{"numTotalTests":1,"testResults":[{"__proto__":{"name":"x"},"assertionResults":[null,3,{"title":{}}]}]}',
    'lone surrogates and NUL': 'TAP version 13\nok 1 - \uD800 \0 x\n1..1\n',
    'white space': `${many(' ', size)}\n${many('\n', size)}${many('\t\n', size)}`,
  };

  test.each(Object.entries(hostile))('%s: neither throws nor hangs', (_name, output) => {
    const began = performance.now();
    const report = findReport(output, { folder: '/work' });
    expect(performance.now() - began).toBeLessThan(limitMs);
    for (const { name, message } of report?.tests ?? []) {
      expect(name.length).toBeLessThanOrEqual(300);
      expect((message ?? '').length).toBeLessThanOrEqual(300);
      expect(`${name}${message ?? ''}`.isWellFormed()).toBe(true);
      expect(`${name}${message ?? ''}`).not.toContain('\0');
    }
  });

  test.each(['an entity bomb', 'an entity bomb behind its root'])('%s is never set off', (name) => {
    const report = findReport(hostile[name] ?? '');
    expect(report).toMatchObject({ complete: false, why: expect.stringMatching(/^it is not well-formed/) as string });
    expect(JSON.stringify(report)).not.toContain('aaaa');
  });

  test('no more tests are kept than fit, and the report says so', () => {
    const output = `TAP version 13\n${Array.from({ length: mostTests + 5 }, (_, index) => `ok ${index + 1} - t${index}`).join('\n')}\n1..${mostTests + 5}\n`;
    const report = findReport(output);
    expect(report?.tests.length).toBe(mostTests);
    expect(report).toMatchObject({ complete: false, why: `it names more than ${mostTests} tests` });
  });

  test('any text, and any real report with pieces of others in it, is read without an exception', () => {
    const pieces = cases.map(({ fixture }) => printed(fixture));
    const piece = fc.constantFrom(...pieces.flatMap((text) => text.split(/(?<=\n)/)));
    const text = fc.array(fc.oneof({ weight: 3, arbitrary: piece }, anyText), { maxLength: 30 });
    fc.assert(
      fc.property(text, (parts) => {
        const report = findReport(parts.join(''));
        const names = (report?.tests ?? []).map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        expect(JSON.parse(JSON.stringify(report ?? null))).toEqual(report ?? null);
      }),
      { numRuns: 50 },
    );
  });
});
