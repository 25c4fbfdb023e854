import { z } from 'zod';
import type { Sandbox } from '@devteam/drivers/sandbox';
import type { KnownRun } from '../../decisions/verification/usable-evidence.ts';
import { checkOutcome } from '../../decisions/verification/check-outcome.ts';
import { failureSignature } from '../../decisions/verification/failure/failure-signature.ts';
import { countTests, sha256 } from '../../decisions/verification/receipt/receipt.ts';
import { readableGoLine } from '../../decisions/verification/reports/go-report.ts';
import { findReport } from '../../decisions/verification/reports/read-report.ts';
import type { TestReport } from '../../decisions/verification/reports/test-report.ts';
import type { TreeSandbox } from './open-tree.ts';
import type { PlannedCheck } from './planned-check.ts';
import { requireSandbox } from './require-sandbox.ts';

const TestCounts = z.object({
  format: z.string(),
  complete: z.boolean(),
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  digest: z.string(),
});

export const CheckResult = z.object({
  name: z.string(),
  command: z.string(),
  /** `skipped`: not run, because what has to be installed before was not. Only `passed` and `failed` say something about the work. */
  result: z.enum(['passed', 'failed', 'timed_out', 'could_not_run', 'killed_by_host', 'skipped']),
  /** A sentence for people, without a full stop. */
  why: z.string(),
  exitCode: z.number().nullable(),
  durationMs: z.number(),
  outputTail: z.string(),
  /** Hash of all that it printed, as far as it is kept; null if it printed nothing. */
  log: z.string().nullable(),
  /** Null if no report of tests could be read. */
  tests: TestCounts.nullable(),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** A check that ran: what is told of it, what is compared, and all that it printed. */
export interface CheckRun extends KnownRun {
  readonly result: CheckResult;
  readonly output: string;
}

const evidenceLines = 60;
export const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-evidenceLines).join('\n');

/** What stands before an output that was too long. */
const cutMark = /^\[the first \d+ characters are left out\]\n/;

/**
 * Runs the checks one after another. All of them run, whatever they say, because what fails here is compared with what fails without the work; only after an
 * installation that came to nothing the rest would say nothing, and is reported as skipped. Nothing a check does is an error here.
 */
export async function runChecks(place: TreeSandbox, checks: readonly PlannedCheck[], signal: AbortSignal): Promise<CheckRun[]> {
  const runs: CheckRun[] = [];
  for (const check of checks) {
    const lacks = runs.find((run) => run.kind === 'install' && run.result.result !== 'passed');
    runs.push(lacks ? notRun(check, lacks.result.name) : await runOne(place, check, signal));
  }
  return runs;
}

const notRun = ({ command, kind, name }: PlannedCheck, after: string): CheckRun => ({
  kind,
  evidence: { name, outcome: 'skipped', report: null, signature: null },
  result: {
    name,
    command,
    result: 'skipped',
    why: `\`${command}\` was not run, because ${after} did not pass`,
    exitCode: null,
    durationMs: 0,
    outputTail: '',
    log: null,
    tests: null,
  },
  output: '',
});

async function runOne(place: TreeSandbox, check: PlannedCheck, signal: AbortSignal): Promise<CheckRun> {
  const { context, env, sandbox } = place;
  const { command, kind, name } = check;
  context.say(`check ${name}: ${command}`);
  if (check.report !== undefined) await sandbox.run({ command: ['rm', '-f', '--', check.report], timeoutMs: 10_000, signal });
  const run = await sandbox.run({
    command,
    env,
    timeoutMs: check.timeoutSeconds * 1000,
    signal,
    onOutput: (stream, text) => {
      const line = readableGoLine(text);
      if (line !== undefined) context.onOutput(stream, line);
    },
  });
  if (run.ended === 'canceled') signal.throwIfAborted();
  if (run.ended === 'killed' || run.ended === 'could_not_start') await requireSandbox(sandbox);
  const { outcome, why } = checkOutcome(run);
  const isLate = outcome === 'timed_out' && run.limit === null;
  const report = await reportOf(place, check, run.outputTail, signal);
  const result: CheckResult = {
    name,
    command,
    result: outcome,
    why: isLate ? `\`${command}\` did not end within ${check.timeoutSeconds} s` : sentenceOf(command, why),
    exitCode: run.exitCode,
    durationMs: run.durationMs,
    outputTail: lastLines(readable(run.outputTail)),
    log: run.outputTail === '' ? null : sha256(run.outputTail),
    tests: report ? countTests(report) : null,
  };
  context.say(`check ${name} ${endOf(result)}`, outcome === 'passed' ? 'info' : 'warn');
  const signature = outcome === 'failed' ? failureSignature(run.outputTail, report).hash : null;
  return { kind, evidence: { name, outcome, report, signature }, result, output: run.outputTail };
}

const sentenceOf = (command: string, why: string): string =>
  why.startsWith('it ') ? `\`${command}\` ${why.slice(3)}` : `\`${command}\` came to no end: ${why}`;

const ends = {
  passed: 'passed',
  failed: 'failed',
  timed_out: 'did not end in its time',
  could_not_run: 'could not run',
  killed_by_host: 'was killed',
  skipped: 'was not run',
} as const;

function endOf({ durationMs, exitCode, result, tests }: CheckResult): string {
  const exit = result === 'failed' && exitCode !== null ? ` with exit ${exitCode}` : '';
  const counted = tests ? ` (${tests.passed} of ${tests.passed + tests.failed} tests passed)` : '';
  return `${ends[result]}${exit} after ${(durationMs / 1000).toFixed(1)} s${counted}`;
}

const readable = (output: string): string =>
  output.includes('"Action":"')
    ? output
        .split('\n')
        .flatMap((line) => readableGoLine(line) ?? [])
        .join('\n')
    : output;

async function reportOf(
  { sandbox }: { sandbox: Sandbox },
  check: PlannedCheck,
  printed: string,
  signal: AbortSignal,
): Promise<TestReport | null> {
  const folder = sandbox.insideDirectory;
  const read = (text: string) => findReport(text.replace(cutMark, ''), { folder, isCut: cutMark.test(text) }) ?? null;
  if (check.report === undefined) return read(printed);
  // Read in the sandbox: what lies there may be a link to anywhere.
  const file = await sandbox.run({ command: ['cat', '--', check.report], timeoutMs: 30_000, signal });
  return file.exitCode === 0 ? read(file.outputTail) : null;
}
