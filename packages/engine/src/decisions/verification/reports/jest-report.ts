import { largestReport } from './report-lines.ts';
import { type ReportFormat, TestCollection, type TestReport, type TestStatus } from './test-report.ts';

const statuses: Readonly<Record<string, TestStatus>> = { passed: 'passed', failed: 'failed' };

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The objects of Jest's `--json` or of Vitest's json reporter: the whole output, or lines of it. */
export function findJestJson(output: string): { format: ReportFormat; runs: readonly Fields[] } | undefined {
  if (output.length > largestReport || !output.includes('"numTotalTests"')) return undefined;
  const isRun = (value: Fields): boolean => Array.isArray(value['testResults']) && typeof value['numTotalTests'] === 'number';
  const all = output.trim();
  const whole = all.startsWith('{') ? parsed(all) : {};
  const runs = isRun(whole) ? [whole] : [...linesOfJson(output)].map(parsed).filter(isRun);
  return runs[0] && { format: 'numRuntimeErrorTestSuites' in runs[0] ? 'jest-json' : 'vitest-json', runs };
}

/** A text that turns out to be no JSON costs time; no more lines than this are tried. */
const mostRuns = 200;

function* linesOfJson(output: string): Generator<string> {
  let tried = 0;
  for (let at = output.indexOf('{"'); at !== -1;) {
    const end = output.indexOf('\n', at);
    const line = output.slice(at, end === -1 ? undefined : end);
    const isObject = (at === 0 || output[at - 1] === '\n') && line.trimEnd().endsWith('}') && line.includes('"numTotalTests"');
    if (isObject && (tried += 1) <= mostRuns) yield line;
    at = end === -1 ? -1 : output.indexOf('{"', end);
  }
}

function parsed(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** A file that failed without a failing test of its own, for example because it cannot be loaded, is a failed test named like the file. */
export function readJest(output: string, folder: string | null): TestReport {
  const tests = new TestCollection(folder);
  const found = findJestJson(output);
  if (!found) return tests.report('jest-json', { why: 'it is not JSON' });
  let results = 0;
  for (const file of found.runs.flatMap((run) => listOf(run['testResults'])).map(fieldsOf)) {
    const path = textOf(file['name']);
    const cases = listOf(file['assertionResults']).map(fieldsOf);
    for (const one of cases) {
      const names = [...listOf(one['ancestorTitles']), one['title']].map(textOf);
      const status = statuses[textOf(one['status'])] ?? 'skipped';
      tests.add([path, ...names], status, textOf(listOf(one['failureMessages'])[0]));
      results += 1;
    }
    if (textOf(file['status']) === 'failed' && !cases.some((one) => one['status'] === 'failed'))
      tests.add([path], 'failed', textOf(file['message']));
    if (tests.isFull) break;
  }
  const total = found.runs.reduce((sum, run) => sum + Number(run['numTotalTests']), 0);
  const why = total === results ? null : `it says ${total} tests, and names ${results}`;
  return tests.report(found.format, { why });
}
