import { reportLines } from './report-lines.ts';
import { TestCollection, type TestReport, type TestStatus } from './test-report.ts';

const statuses = {
  PASSED: 'passed',
  FAILED: 'failed',
  SKIPPED: 'skipped',
  XFAIL: 'skipped',
  XPASS: 'passed',
  ERROR: 'failed',
} as const satisfies Record<string, TestStatus>;
const words = Object.keys(statuses) as (keyof typeof statuses)[];

interface Line {
  readonly name: string;
  readonly status: TestStatus;
  readonly note: string | null;
}

/**
 * What pytest prints: all tests with `-v`, otherwise the failures that its short summary names. Complete with as many results as its last line says.
 * A file that could not be collected is a failed test named like the file.
 */
export function readPytest(output: string, folder: string | null): TestReport {
  const tests = new TestCollection(folder);
  const verbose: Line[] = [];
  const summary: string[] = [];
  let section: 'progress' | 'details' | 'summary' = 'progress';
  const totals = new Map<string, number>();
  let hasEnd = false;
  let isInterrupted = false;
  for (const line of reportLines(output)) {
    if (line.startsWith('=') && line.endsWith('=')) {
      section = line.includes(' short test summary info ') ? 'summary' : line.includes(' test session starts ') ? 'progress' : 'details';
    }
    isInterrupted ||= line.startsWith('!!!!!!!!!!');
    const counts = findPytestTotals(line);
    hasEnd ||= counts !== undefined;
    for (const [word, count] of counts ?? []) totals.set(word, (totals.get(word) ?? 0) + count);
    const found = section === 'progress' ? findPytestResult(line) : undefined;
    if (found) verbose.push(found);
    if (section === 'summary' && /^(?:FAILED|ERROR) /.test(line)) summary.push(line.replace(/^[A-Z]+ /, ''));
  }
  const names = new Set(verbose.map(({ name }) => name));
  const messages = new Map<string, string>();
  for (const text of summary) {
    const { name, message } = splitSummary(text, names);
    messages.set(name, message);
    // Once more for those that no line above named: files that were not collected, and all without `-v`.
    if (!names.has(name)) tests.add([name], 'failed', message);
  }
  const unnamed = tests.count;
  for (const { name, status, note } of verbose) tests.add([name], status, status === 'failed' ? (messages.get(name) ?? note) : note);

  const failed = (totals.get('failed') ?? 0) + (totals.get('error') ?? 0);
  const all = [...totals.values()].reduce((sum, count) => sum + count, 0);
  const lists = verbose.length > 0 || all === failed ? 'all' : 'failures';
  const [expected, got] = lists === 'all' ? [all, verbose.length + unnamed] : [failed, summary.length];
  const why = expected === got ? null : `its last line says ${expected} results, and it names ${got}`;
  const isCut = hasEnd ? why : 'it has no last line with its counts';
  return tests.report('pytest', { lists, why: isInterrupted ? 'pytest stopped before it had run all tests' : isCut });
}

/** `path::name STATUS (reason) [ 50%]`, or with xdist `[gw0] [ 50%] STATUS path::name`. */
export function findPytestResult(line: string): Line | undefined {
  const spread = /^\[gw\d{1,5}\] \[ *\d{1,3}%\] ([A-Z]+) (\S.*)$/.exec(line);
  if (spread?.[1] !== undefined && spread[2] !== undefined && Object.hasOwn(statuses, spread[1]))
    return { name: spread[2].trim(), status: statuses[spread[1] as keyof typeof statuses], note: null };
  if (!line.includes('::')) return undefined;
  const text = line.replace(/\[ *\d{1,3}%\]$/, '').trimEnd();
  for (const word of words) {
    const at = text.lastIndexOf(` ${word}`);
    const rest = text.slice(at + word.length + 1);
    if (at > 0 && (rest === '' || (rest.startsWith(' (') && rest.endsWith(')'))) && text.slice(0, at).includes('::'))
      return { name: text.slice(0, at), status: statuses[word], note: rest.slice(2, -1) || null };
  }
  return undefined;
}

const counted = new Set(['failed', 'passed', 'skipped', 'xfailed', 'xpassed', 'error']);

/** `=== 1 failed, 3 passed, 1 warning in 0.06s ===`, or the same without the rule; what is no result of a test is left out. */
export function findPytestTotals(line: string): ReadonlyMap<string, number> | undefined {
  if (line.length > 300) return undefined;
  const sentence = /^(?:=+ )?(no tests ran|\d{1,9} [a-z].*) in \d{1,9}(?:\.\d{1,3})?s(?: \([\d:, day]+\))?(?: =+)?$/.exec(line)?.[1];
  if (sentence === undefined) return undefined;
  const parts = sentence.split(', ').map((part) => /^(\d{1,9}) ([a-z]+?)s?$/.exec(part));
  if (sentence !== 'no tests ran' && parts.includes(null)) return undefined;
  const counts = parts.map((part) => [part?.[2] ?? '', Number(part?.[1])] as const);
  return new Map(counts.filter(([word]) => counted.has(word)));
}

/** Both the name and the message may hold ` - `; a name that is known decides. */
function splitSummary(text: string, names: ReadonlySet<string>): { name: string; message: string } {
  let at = text.indexOf(' - ');
  const first = at;
  for (let tries = 0; at !== -1 && tries < 20; tries += 1) {
    if (names.has(text.slice(0, at))) break;
    at = text.indexOf(' - ', at + 3);
  }
  const end = at === -1 || !names.has(text.slice(0, at)) ? (names.has(text) || first === -1 ? text.length : first) : at;
  return { name: text.slice(0, end), message: text.slice(end + 3) };
}
