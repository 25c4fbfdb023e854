import { readCargo, findCargoResult } from './cargo-report.ts';
import { readGo, findGoEvent } from './go-report.ts';
import { findJestJson, readJest } from './jest-report.ts';
import { readJestOutput } from './jest-output-report.ts';
import { findJunit, readJunit } from './junit-report.ts';
import { readNodeSpec } from './node-spec-report.ts';
import { findPytestTotals, readPytest } from './pytest-report.ts';
import { largestReport, reportLines } from './report-lines.ts';
import { readTap } from './tap-report.ts';
import type { ReportFormat, TestReport } from './test-report.ts';
import { readVitest } from './vitest-report.ts';

const readers: Readonly<Record<ReportFormat, (output: string, folder: string | null) => TestReport>> = {
  junit: readJunit,
  tap: readTap,
  'node-spec': readNodeSpec,
  'jest-json': readJest,
  'vitest-json': readJest,
  jest: readJestOutput,
  vitest: readVitest,
  pytest: readPytest,
  'go-json': readGo,
  cargo: readCargo,
};

/**
 * Which report an output holds, by marks that no other has; undefined if it holds none that we read. Of several, that of the program which is furthest
 * out: what tests print about tests stands inside of it.
 */
export function detectReport(output: string): ReportFormat | undefined {
  const jest = findJestJson(output);
  if (jest) return jest.format;
  if (findJunit(output.slice(0, largestReport)) !== -1) return 'junit';
  const seen = { tap: false, point: false, plan: false, cargo: false };
  for (const line of reportLines(output)) {
    if (/^TAP version 1[34]$/.test(line)) seen.tap = true;
    if (/^(?:not )?ok \d/.test(line)) seen.point = true;
    if (/^1\.\.\d/.test(line)) seen.plan = true;
    if (seen.tap && (seen.point || seen.plan)) return 'tap';
    const go = findGoEvent(line);
    if (go && go.package !== '') return 'go-json';
    if (/^={3,} (?:test session starts|short test summary info) ={3,}$/.test(line) || findPytestTotals(line)) return 'pytest';
    if (/^running \d{1,9} tests?$/.test(line)) seen.cargo = true;
    if (seen.cargo && (line.startsWith('test result: ') || (line.startsWith('test ') && findCargoResult(line)))) return 'cargo';
    if (/^ℹ tests \d/.test(line)) return 'node-spec';
    if (/^ Test Files {2}\d/.test(line)) return 'vitest';
    if (/^Test Suites: \d.* total$/.test(line)) return 'jest';
  }
  return seen.point && seen.plan ? 'tap' : undefined;
}

export interface ReportSource {
  /** The absolute work folder as the tests saw it; it is left out of names and messages. */
  readonly folder?: string | null;
  /** Whether the beginning or the end of the output was dropped before it came here. */
  readonly isCut?: boolean;
}

/** What a check printed, or a file that it wrote, as results of tests. Takes any text, never throws, and needs time in proportion to its length. */
export function findReport(output: string, { folder = null, isCut = false }: ReportSource = {}): TestReport | undefined {
  const format = detectReport(output);
  if (!format) return undefined;
  const report = readers[format](output, folder);
  if (!report.complete) return report;
  if (isCut) return { ...report, complete: false, why: 'a part of what was printed is not kept' };
  if (output.length > largestReport) return { ...report, complete: false, why: `it is longer than ${largestReport} characters` };
  return report;
}
