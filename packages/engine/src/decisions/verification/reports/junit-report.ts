import sax from 'sax';
import { largestReport } from './report-lines.ts';
import { TestCollection, type TestReport, type TestStatus } from './test-report.ts';

const deepest = 64;

interface Case {
  readonly path: string[];
  status: TestStatus;
  message: string | null;
  text: string;
}

/** Thrown from a callback: the parser itself would go on behind a mistake. */
class Stop extends Error {}

/**
 * JUnit's XML, in the dialects of pytest, Vitest, Jest, node:test, Surefire, Gradle, gotestsum. A report begins at its root element, whatever was
 * printed before, and ends with it: a document type before it, where entities are declared, is never looked at, and one behind it is an error.
 */
export function readJunit(output: string, folder: string | null): TestReport {
  const tests = new TestCollection(folder);
  let rest = output.slice(0, largestReport);
  let why: string | null = 'it has no root element';
  for (let begin = findJunit(rest); begin !== -1; begin = findJunit(rest)) {
    const read = parse(rest.slice(begin), tests);
    why = read.why;
    if (why !== null) break;
    rest = rest.slice(begin + read.length);
  }
  return tests.report('junit', { why });
}

/** Where a line begins that begins such a report; -1 without one. */
export const findJunit = (output: string): number => output.search(/^(?:\uFEFF?<\?xml [^>]{0,200}>)?<testsuites?[\s>/]/m);

function parse(xml: string, tests: TestCollection): { why: string | null; length: number } {
  const suites: string[] = [];
  const open: string[] = [];
  let current: Case | null = null;
  let isDone = false;
  const parser = sax.parser(true, { position: true });
  const addText = (text: string): void => {
    const inside = open.at(-1);
    if (current && (inside === 'failure' || inside === 'error') && current.text.length < 1_000) current.text += text.slice(0, 1_000);
  };
  Object.assign(parser, {
    onopentag: ({ name, attributes }: sax.Tag) => {
      if (open.length >= deepest) throw new Stop(`its elements are nested more than ${deepest} deep`);
      open.push(name);
      const value = (key: string): string => attributes[key] ?? '';
      if (name === 'testsuite') suites.push(value('name'));
      if (name === 'testcase') {
        current = { path: pathOf(suites, value('classname'), value('name')), status: 'passed', message: null, text: '' };
      }
      if (!current || !(name === 'skipped' || name === 'failure' || name === 'error')) return;
      current.message ??= value('message') || null;
      // What is expected to fail is marked as skipped besides (node:test's todo).
      if (name === 'skipped') current.status = 'skipped';
      else if (current.status !== 'skipped') current.status = 'failed';
    },
    ontext: addText,
    oncdata: addText,
    onclosetag: (name: string) => {
      open.pop();
      if (name === 'testsuite') suites.pop();
      if (name === 'testcase' && current) {
        tests.add(current.path, current.status, current.message ?? current.text);
        current = null;
        if (tests.isFull) throw new Stop();
      }
      isDone = open.length === 0;
      if (isDone) throw new Stop();
    },
    onerror: (error: Error) => {
      throw new Stop(`it is not well-formed: ${error.message.split('\n')[0] ?? ''}`);
    },
  });
  try {
    parser.write(xml);
  } catch (error) {
    const why = (error as Error).message || 'it could not be read to its end';
    return { why: isDone ? null : why, length: parser.position };
  }
  return { why: 'it ends before its root element does', length: xml.length };
}

/** Dialects say the same thing in several places: the class is often the suite, or its suites with dots between. */
function pathOf(suites: readonly string[], className: string, name: string): string[] {
  const isSaid = className === 'test' || suites.at(-1) === className || suites.join('.') === className;
  return [...suites, ...(isSaid ? [] : [className]), name];
}
