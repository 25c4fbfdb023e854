import { type ReportFormat, TestCollection, type TestReport } from './test-report.ts';

/** Failures that a runner names below each other, until the summary of its run; an output may hold several runs. */
export class ListedFailures {
  readonly #tests: TestCollection;
  readonly #open = new Map<string, { readonly path: readonly string[]; message: string | null }>();
  readonly #files = new Set<string>();
  readonly #said = { tests: 0, files: 0 };
  readonly #named = { tests: 0, files: 0 };
  #hasEnd = false;

  constructor(folder: string | null) {
    this.#tests = new TestCollection(folder);
  }

  /** A path of one part is a file that failed as a whole. Named twice in one run it is one. */
  add(path: readonly string[]): string {
    const name = path.join('\0');
    this.#files.add(path[0] ?? '');
    if (!this.#open.has(name)) this.#open.set(name, { path, message: null });
    return name;
  }

  explain(name: string, message: string): void {
    const failure = this.#open.get(name);
    if (failure) failure.message ??= message;
  }

  /** A line of the summary; that of tests comes last, and ends the run. */
  count(what: 'tests' | 'files', failed: number): void {
    this.#said[what] += failed;
    if (what === 'tests') {
      this.#hasEnd = true;
      this.#flush();
    }
  }

  #flush(): void {
    for (const { path, message } of this.#open.values()) {
      this.#tests.add(path, 'failed', message);
      if (path.length > 1) this.#named.tests += 1;
    }
    this.#named.files += this.#files.size;
    this.#open.clear();
    this.#files.clear();
  }

  report(format: ReportFormat): TestReport {
    this.#flush();
    const [said, named] = [this.#said, this.#named];
    const isWhole = said.tests === named.tests && said.files === named.files;
    const counts = `its summary says ${said.tests} failed tests in ${said.files} files, and it names ${named.tests} in ${named.files}`;
    return this.#tests.report(format, { lists: 'failures', why: !this.#hasEnd ? 'it has no summary' : isWhole ? null : counts });
  }
}
