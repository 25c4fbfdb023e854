import { indentOf, reportLines } from './report-lines.ts';
import { TestCollection, type TestReport, type TestStatus } from './test-report.ts';

interface Point {
  readonly path: string[];
  readonly status: TestStatus;
  message: string | null;
}

/**
 * TAP 13 and 14: subtests as node:test writes them (children first, indented, under a comment that names them) and as Vitest does (children after
 * their parent, between braces). Complete with as many results at the top as the plans say.
 */
export function readTap(output: string, folder: string | null): TestReport {
  const tests = new TestCollection(folder);
  /** Who has the lines of this depth: the name, and how far it is indented. */
  const parents: { indent: number; name: string }[] = [];
  let planned: number | null = null;
  let topLevel = 0;
  let braces = 0;
  let bail: string | null = null;
  let last: Point | null = null;
  /** The indent of a block of YAML that is open. */
  let block: { indent: number; wantsMore: boolean } | null = null;
  const flush = (): void => {
    if (last) tests.add(last.path, last.status, last.message);
    last = null;
  };

  for (const line of reportLines(output)) {
    const indent = indentOf(line);
    const text = line.slice(indent);
    if (block) {
      if (text === '...' && indent === block.indent) block = null;
      else if (last) block.wantsMore = readMessage(text, last, block.wantsMore);
      continue;
    }
    if (text === '---') {
      block = { indent, wantsMore: false };
      continue;
    }
    if (text.startsWith('# Subtest: ')) {
      leave(parents, indent);
      parents.push({ indent, name: unescaped(text.slice(11)) });
      continue;
    }
    if (text === '}') {
      braces -= 1;
      leave(parents, indent);
      continue;
    }
    if (text.startsWith('Bail out!')) {
      bail = `it was given up: ${text.slice(9).trim()}`;
      break;
    }
    const plan = /^1\.\.(\d{1,9})(?:\s|$)/.exec(text);
    if (plan && indent === 0) planned = (planned ?? 0) + Number(plan[1]);
    const point = /^(not )?ok\b(?: \d{1,9})?/.exec(text);
    if (!point) continue;
    flush();
    if (tests.isFull) break;
    leave(parents, indent);
    const { name, status, opens, message } = describePoint(text.slice(point[0].length), point[1] === undefined);
    last = { path: [...parents.map((parent) => parent.name), name], status, message };
    if (indent === 0) topLevel += 1;
    if (!opens) continue;
    braces += 1;
    parents.push({ indent, name });
  }
  flush();
  return tests.report('tap', { why: bail ?? whyIncomplete(planned, topLevel, block !== null || braces > 0) });
}

/** Parents that stand as far right as this line or further are over; a comment of node:test stands as far right as its result. */
function leave(parents: { indent: number }[], indent: number): void {
  while ((parents.at(-1)?.indent ?? -1) >= indent) parents.pop();
}

function describePoint(rest: string, isOk: boolean): { name: string; status: TestStatus; opens: boolean; message: string | null } {
  let text = rest.trim();
  const opens = text.endsWith(' {');
  if (opens) text = text.slice(0, -2).trimEnd();
  if (text.startsWith('- ')) text = text.slice(2);
  const hash = text.startsWith('# ') ? 0 : text.lastIndexOf(' # ');
  const directive = hash === -1 ? null : /^ ?# (skip|todo|time=)\S*\s*(.*)$/i.exec(text.slice(hash));
  const name = unescaped(directive ? text.slice(0, hash) : text);
  const isSkipped = directive !== null && directive[1] !== 'time=';
  return { name, status: isSkipped ? 'skipped' : isOk ? 'passed' : 'failed', opens, message: (isSkipped && directive[2]) || null };
}

const unescaped = (text: string): string => text.replaceAll(/\\([\\#])/g, '$1');

/** The first line of `error` or `message` in what stands below a result. Answers whether it follows on the next line. */
function readMessage(text: string, point: Point, wantsMore: boolean): boolean {
  if (point.message !== null) return false;
  const [, value = text] = /^(?:error|message):(.*)$/.exec(text) ?? [];
  if (!wantsMore && value === text) return false;
  const said = value.trim();
  // Vitest has the kind of the error before its message.
  if (wantsMore && said.startsWith('name: ')) return true;
  if (said === '' || said === '|-' || said === '|' || said === '>-') return true;
  point.message = /^(['"]).*\1$/.test(said) ? said.slice(1, -1) : said;
  return false;
}

function whyIncomplete(planned: number | null, found: number, isWithin: boolean): string | null {
  if (planned === null) return 'it has no plan';
  if (isWithin) return 'it ends within a test';
  return planned === found ? null : `its plan says ${planned} results, and it has ${found}`;
}
