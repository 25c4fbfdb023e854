import { indentOf, reportLines } from './report-lines.ts';
import { TestCollection, type TestReport, type TestStatus } from './test-report.ts';

const statuses: Readonly<Record<string, TestStatus | 'opens'>> = {
  '✔': 'passed',
  '✖': 'failed',
  '﹣': 'skipped',
  '⚠': 'skipped',
  '▶': 'opens',
};

/**
 * What node:test prints for people. Weaker than TAP: what a test prints may look the same, and why a test failed stands far from its name. So it
 * counts as complete only if it holds as many results as it says at its end.
 */
export function readNodeSpec(output: string, folder: string | null): TestReport {
  const tests = new TestCollection(folder);
  const parents: { indent: number; name: string }[] = [];
  let expected: number | null = null;
  let before = '';
  for (const line of reportLines(output)) {
    const total = /^ℹ (?:tests|suites) (\d{1,9})$/.exec(line);
    if (total) expected = (expected ?? 0) + Number(total[1]);
    // Below the summary the failures come once more, each under its place.
    const isRepeated = before.startsWith('test at ') || line === '✖ failing tests:';
    before = line;
    const indent = indentOf(line);
    const status = line[indent + 1] === ' ' ? statuses[line[indent] ?? ''] : undefined;
    if (!status || isRepeated) continue;
    while ((parents.at(-1)?.indent ?? -1) >= indent) parents.pop();
    const { name, note } = describe(line.slice(indent + 2));
    if (status === 'opens') parents.push({ indent, name });
    else tests.add([...parents.map((parent) => parent.name), name], note === null ? status : 'skipped', note);
    if (tests.isFull) break;
  }
  const why = expected === null ? 'it has no summary' : `its summary says ${expected} results, and it has ${tests.count}`;
  return tests.report('node-spec', { why: expected === tests.count ? null : why });
}

/** `name (1.5ms) # reason`: the time, and what was said of a skipped test or one to be done. */
function describe(text: string): { name: string; note: string | null } {
  const end = / \(\d[\d.]*ms\)(?: # (.*))?$/.exec(text);
  return end ? { name: text.slice(0, end.index), note: end[1] ?? null } : { name: text, note: null };
}
