import { reportLines } from './report-lines.ts';
import { TestCollection, type TestReport, type TestStatus } from './test-report.ts';

const statuses: Readonly<Record<string, TestStatus>> = { pass: 'passed', fail: 'failed', skip: 'skipped' };
const longestOutput = 2_000;

interface Event {
  readonly action: string;
  readonly package: string;
  readonly test: string;
  readonly output: string;
  readonly build: string;
}

interface Package {
  isOver: boolean;
  hasFailure: boolean;
  /** Tests that began and have no result. */
  readonly running: Set<string>;
}

/** `go test -json`: a package that failed without a failing test (it does not build, it exits) is a failed test named like the package. */
export function readGo(output: string, folder: string | null): TestReport {
  const tests = new TestCollection(folder);
  const packages = new Map<string, Package>();
  const printed = new Map<string, string>();
  let isLineCut = false;
  for (const line of reportLines(output)) {
    const event = findGoEvent(line);
    isLineCut = !event && line.startsWith('{"');
    if (!event) continue;
    const { action, test } = event;
    const place = event.package === '' ? event.build : `${event.package}\0${test}`;
    if (action === 'output' || action === 'build-output') {
      const before = printed.get(place) ?? '';
      if (!/^\s*(?:=== |--- |# )/.test(event.output) && before.length < longestOutput) printed.set(place, before + event.output);
      continue;
    }
    if (event.package === '') continue;
    const own = packages.get(event.package) ?? { isOver: false, hasFailure: false, running: new Set<string>() };
    packages.set(event.package, own);
    if (action === 'run') own.running.add(test);
    const status = statuses[action];
    if (!status) continue;
    if (test !== '') {
      own.running.delete(test);
      own.hasFailure ||= status === 'failed';
      tests.add([event.package, test], status, printed.get(place) ?? null);
    } else {
      own.isOver = true;
      for (const name of own.running) tests.add([event.package, name], 'failed', 'it began and has no result');
      if (status === 'failed' && !own.hasFailure && own.running.size === 0)
        tests.add([event.package], 'failed', printed.get(event.build) ?? printed.get(place) ?? null);
    }
    if (tests.isFull) break;
  }
  const open = [...packages].find(([, { isOver }]) => !isOver);
  const why = isLineCut ? 'it ends within a line' : 'it names no package';
  return tests.report('go-json', { why: open ? `${open[0]} has no end` : packages.size > 0 && !isLineCut ? null : why });
}

export function findGoEvent(line: string): Event | undefined {
  if (!line.startsWith('{"') || !line.endsWith('}') || !line.includes('"Action":"')) return undefined;
  try {
    const event = JSON.parse(line) as Record<string, unknown>;
    const text = (key: string): string => (typeof event[key] === 'string' ? event[key] : '');
    const build = text('FailedBuild') || text('ImportPath');
    return { action: text('Action'), package: text('Package'), test: text('Test'), output: text('Output'), build };
  } catch {
    return undefined;
  }
}

/** What a person reads of a line: what its event printed, nothing of an event that printed nothing, and any other line as it is. */
export function readableGoLine(line: string): string | undefined {
  const event = findGoEvent(line);
  if (!event) return line;
  return event.action === 'output' || event.action === 'build-output' ? event.output.replace(/\n$/, '') : undefined;
}
