import { createHash } from 'node:crypto';
import { withoutColors } from './report-lines.ts';

export type TestStatus = 'passed' | 'failed' | 'skipped';

export const reportFormats = [
  'junit',
  'tap',
  'node-spec',
  'jest-json',
  'vitest-json',
  'jest',
  'vitest',
  'pytest',
  'go-json',
  'cargo',
] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface TestResult {
  /** The same in every run of the same test: suites and test with ` > ` between, the work folder left out, 300 characters at most. Unique in its report. */
  readonly name: string;
  /** `failed` if one of its results is, `skipped` if all are. */
  readonly status: TestStatus;
  /** How many results of this name were not skipped, and how many of these failed: names are not always unique, and one test must not hide another. */
  readonly ran: number;
  readonly failed: number;
  /** Why it failed or was skipped, one line of at most 300 characters; null if nothing is known. */
  readonly message: string | null;
}

export interface TestReport {
  readonly format: ReportFormat;
  /** In the order of the report. */
  readonly tests: readonly TestResult[];
  /** `failures`: what passed is counted in the report, but not named. */
  readonly lists: 'all' | 'failures';
  /** Whether the report reached its own end and what was read agrees with its own counts. If not, a test that is missing here may still have run. */
  readonly complete: boolean;
  /** Why it is not complete, for people; null if it is. */
  readonly why: string | null;
}

/** More is not read; the report then is not complete. */
export const mostTests = 100_000;

const longestName = 300;
const longestMessage = 300;
/** Of a text of any length no more than this is looked at. */
const longestPart = 4_000;

const badness = { skipped: 0, passed: 1, failed: 2 } as const satisfies Record<TestStatus, number>;

/** Gathers what a reader finds, bounded in number and length. */
export class TestCollection {
  readonly #folder: string;
  readonly #tests = new Map<string, TestResult>();
  /** Results, several of one name counted each. */
  count = 0;
  isFull = false;

  /** `folder`: the absolute work folder as the tests saw it. It differs between two runs, so it may be in no name. */
  constructor(folder: string | null) {
    this.#folder = folder === null ? '' : folder.replace(/\/$/, '');
  }

  add(path: readonly string[], status: TestStatus, message: string | null = null): void {
    this.count += 1;
    const name = this.name(path);
    const known = this.#tests.get(name);
    if (!known && this.#tests.size >= mostTests) {
      this.isFull = true;
      return;
    }
    const ran = (known?.ran ?? 0) + (status === 'skipped' ? 0 : 1);
    const failed = (known?.failed ?? 0) + (status === 'failed' ? 1 : 0);
    const isWorse = !known || badness[status] > badness[known.status];
    const line = message === null || !isWorse || status === 'passed' ? null : this.#clean(message, longestMessage) || null;
    this.#tests.set(name, isWorse ? { name, status, ran, failed, message: line } : { ...known, ran, failed });
  }

  name(path: readonly string[]): string {
    const whole = path
      .map((part) => this.#clean(part, longestPart))
      .filter(Boolean)
      .join(' > ');
    if (whole.length <= longestName) return whole || '(no name)';
    // Two long names that begin alike stay two.
    const digest = createHash('sha256').update(path.join('\0')).digest('hex').slice(0, 12);
    return `${whole.slice(0, longestName - 14).toWellFormed()}… ${digest}`;
  }

  report(format: ReportFormat, end: { why: string | null; lists?: TestReport['lists'] }): TestReport {
    const why = this.isFull ? `it names more than ${mostTests} tests` : end.why;
    return { format, tests: [...this.#tests.values()], lists: end.lists ?? 'all', complete: why === null, why };
  }

  /** One well-formed line without the work folder. */
  #clean(text: string, length: number): string {
    let start = withoutColors(text.slice(0, longestPart));
    if (this.#folder !== '') start = start.replaceAll(`file://${this.#folder}/`, '').replaceAll(`${this.#folder}/`, '');
    const line = start
      .toWellFormed()
      .replaceAll(/[\s\p{Cc}]+/gu, ' ')
      .trim();
    return line.length <= length ? line : `${line.slice(0, length - 1).toWellFormed()}…`;
  }
}
