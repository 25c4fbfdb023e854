import { reportLines } from './report-lines.ts';
import { TestCollection, type TestReport, type TestStatus } from './test-report.ts';

const statuses: Readonly<Record<string, TestStatus>> = { ok: 'passed', FAILED: 'failed', ignored: 'skipped' };

/**
 * The lines of `cargo test`. Which program a test belongs to is printed to the other stream and may arrive late, so it is no part of the name; nor is
 * the line of a test in the documentation, which moves with every edit above it. Complete with as many results as each program announced.
 */
export function readCargo(output: string, folder: string | null): TestReport {
  const tests = new TestCollection(folder);
  const failures = new Map<string, string>();
  const results: { name: string; status: TestStatus; note: string | null }[] = [];
  let announced = 0;
  let programs = 0;
  let ended = 0;
  let told: string | null = null;
  for (const line of reportLines(output)) {
    const running = /^running (\d{1,9}) tests?$/.exec(line);
    if (running) {
      announced += Number(running[1]);
      programs += 1;
    } else if (line.startsWith('test result: ')) ended += 1;
    else if (line.startsWith('test ')) {
      const result = findCargoResult(line);
      if (result) results.push(result);
    } else if (line.startsWith('---- ') && line.endsWith(' stdout ----')) told = stableName(line.slice(5, -12));
    else if (told !== null && line.trim() === '' && failures.has(told)) told = null;
    else if (told !== null && !/^thread '.*panicked at /.test(line) && line.trim() !== '' && !failures.has(told)) failures.set(told, line);
  }
  for (const { name, status, note } of results) tests.add([name], status, failures.get(name) ?? note);
  const why =
    ended < programs ? 'a program of tests has no summary' : `${announced} tests were announced, and ${results.length} results came`;
  return tests.report('cargo', { why: ended >= programs && announced === results.length ? null : why });
}

/** `test name ... ok`, `test name - should panic ... FAILED`, `test name ... ignored, reason`. */
export function findCargoResult(line: string): { name: string; status: TestStatus; note: string | null } | undefined {
  const dots = line.lastIndexOf(' ... ');
  if (dots < 5) return undefined;
  const [word = '', ...note] = line.slice(dots + 5).split(', ');
  const status = Object.hasOwn(statuses, word) ? statuses[word] : undefined;
  return status && { name: stableName(line.slice(5, dots)), status, note: note.join(', ') || null };
}

const stableName = (text: string): string => text.replace(/ - should panic$/, '').replace(/ \(line \d{1,9}\)/, '');
