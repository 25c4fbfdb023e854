import { ListedFailures } from './listed-failures.ts';
import { reportLines } from './report-lines.ts';
import type { TestReport } from './test-report.ts';

/**
 * What Jest prints for people: failures by name, the rest as counts. A file that could not be loaded is a failed test named like the file. Complete with as many
 * failed tests and files as its summary says.
 */
export function readJestOutput(output: string, folder: string | null): TestReport {
  const failures = new ListedFailures(folder);
  let file: string | null = null;
  let waiting: string | null = null;
  let isRepeated = false;
  for (const line of reportLines(output)) {
    const total = /^(Test Suites|Tests): {1,7}(?:(\d{1,9}) failed)?.* total$/.exec(line);
    if (total) {
      failures.count(total[1] === 'Tests' ? 'tests' : 'files', Number(total[2] ?? 0));
      [file, waiting, isRepeated] = [null, null, false];
      continue;
    }
    // With many failures they come once more, below this line.
    isRepeated ||= line === 'Summary of all failing tests';
    if (isRepeated) continue;
    const ended = /^(PASS|FAIL) (?:\.\/)?(\S.*?)(?: \(\d[\d.]* m?s\))?$/.exec(line);
    if (ended) file = ended[1] === 'FAIL' ? (ended[2] ?? null) : null;
    else if (file !== null && line.startsWith('  ● ') && line !== '  ● Console') waiting = failures.add(pathOf(file, line.slice(4)));
    else if (waiting !== null && line.trim() !== '') {
      failures.explain(waiting, line);
      waiting = null;
    }
  }
  return failures.report('jest');
}

const pathOf = (file: string, name: string): string[] => (name === 'Test suite failed to run' ? [file] : [file, ...name.split(' › ')]);
