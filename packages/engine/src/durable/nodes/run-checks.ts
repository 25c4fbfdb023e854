import { CodedError } from '@devteam/api';
import { z } from 'zod';
import type { NodeContext } from './node-context.ts';

export const PlannedCheck = z.object({
  name: z.string(),
  command: z.string(),
  timeoutSeconds: z.number(),
  kind: z.enum(['install', 'build', 'test']),
});
export type PlannedCheck = z.infer<typeof PlannedCheck>;

export const CheckResult = z.object({
  name: z.string(),
  command: z.string(),
  result: z.enum(['passed', 'failed', 'skipped']),
  exitCode: z.number().nullable(),
  durationMs: z.number(),
  outputTail: z.string(),
});
export type CheckResult = z.infer<typeof CheckResult>;

const evidenceLines = 60;
export const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-evidenceLines).join('\n');

/**
 * Runs the checks on exactly the tree of this commit, in a sandbox made for them. The first that fails ends it; those after it are
 * reported as skipped, not as passed. A check that hangs or cannot start throws: that is no verdict on the work.
 */
export async function runChecks(
  context: NodeContext,
  commit: string,
  plan: (directory: string) => Promise<PlannedCheck[]>,
  signal: AbortSignal,
): Promise<CheckResult[]> {
  await context.repository.checkout(commit, context.workspace, { signal });
  const checks = await plan(context.workspace);
  if (!checks.some((check) => check.kind !== 'install')) throw new CodedError('no_checks');
  const sandbox = await context.sandboxDriver.create({ id: context.claim, directory: context.workspace });
  try {
    const results: CheckResult[] = [];
    for (const check of checks) {
      const { name, command } = check;
      if (results.some((result) => result.result !== 'passed')) {
        results.push({ name, command, result: 'skipped', exitCode: null, durationMs: 0, outputTail: '' });
        continue;
      }
      context.say(`check ${name}: ${command}`);
      const run = await sandbox.run({ command, timeoutMs: check.timeoutSeconds * 1000, signal, onOutput: context.onOutput });
      const seconds = (run.durationMs / 1000).toFixed(1);
      const evidence = lastLines(run.outputTail);
      if (run.ended === 'canceled') signal.throwIfAborted();
      if (run.ended === 'timed_out')
        throw new CodedError('check_timed_out', {
          place: name,
          why: `\`${command}\` did not end within ${check.timeoutSeconds} s`,
          evidence,
        });
      if (run.ended !== 'exited')
        throw new CodedError('check_could_not_run', {
          place: name,
          why:
            run.ended === 'killed'
              ? `\`${command}\` was killed from outside (${run.signal ?? 'no signal known'})`
              : `\`${command}\` could not be started`,
          evidence,
        });
      // The shell's own answers for «no such program» and «may not be run»: the check did not look at the work at all.
      if (run.exitCode === 127 || run.exitCode === 126)
        throw new CodedError('check_could_not_run', {
          place: name,
          why: `\`${command}\` ended with ${run.exitCode}: its program is missing or may not be run`,
          evidence,
        });
      const passed = run.exitCode === 0;
      context.say(`check ${name} ${passed ? 'passed' : `failed with exit ${run.exitCode}`} after ${seconds} s`, passed ? 'info' : 'warn');
      results.push({
        name,
        command,
        result: passed ? 'passed' : 'failed',
        exitCode: run.exitCode,
        durationMs: run.durationMs,
        outputTail: evidence,
      });
    }
    return results;
  } finally {
    await sandbox.close();
  }
}
