import { ListedFailures } from './listed-failures.ts';
import { reportLines } from './report-lines.ts';
import type { TestReport } from './test-report.ts';

/**
 * What Vitest prints for people: failures by name, the rest as counts. A file that could not be loaded is a failed test named like the file. Complete with as many
 * failed tests and files as its summary says.
 */
export function readVitest(output: string, folder: string | null): TestReport {
  const failures = new ListedFailures(folder);
  /** Failures that wait for their message: those that fail alike stand above it together. */
  let waiting: string[] = [];
  for (const line of reportLines(output)) {
    const total = /^ {1,6}(Test Files|Tests) {2}(?:(\d{1,9}) failed|\d|no )/.exec(line);
    if (total) failures.count(total[1] === 'Tests' ? 'tests' : 'files', Number(total[2] ?? 0));
    else if (line.startsWith(' FAIL  ')) waiting.push(failures.add(pathOf(line.slice(7).replace(/^\|[^|]{1,100}\| /, ''))));
    else if (line.trim() !== '') {
      for (const name of waiting) failures.explain(name, line);
      waiting = [];
    }
  }
  return failures.report('vitest');
}

/** `file > suite > test`, or `file [ file ]`. */
const pathOf = (name: string): string[] => (name.endsWith(' ]') ? [name.slice(0, name.lastIndexOf(' [ ')).trim()] : name.split(' > '));
