import { CodedError } from '@devteam/api';
import { z } from 'zod';
import type { Sandbox } from '@devteam/drivers/sandbox';
import { registryEnvironment } from './way-out.ts';
import type { NodeContext } from './node-context.ts';
import { requireSandbox } from './require-sandbox.ts';
import { sandboxLimits } from './sandbox-limits.ts';

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
  const { project, workspace } = context;
  await context.repository.checkout(commit, workspace, { signal });
  const checks = await plan(workspace);
  if (!checks.some((check) => check.kind !== 'install')) throw new CodedError('no_checks');
  const driver = await context.getSandboxDriver();
  const timeoutSeconds = checks.reduce((total, check) => total + check.timeoutSeconds, 0);
  const access = await context.openWayOut({ model: false, timeoutSeconds });
  try {
    const sandbox = await driver.create({
      id: context.claim,
      directory: workspace,
      labels: { project: project.id, customer: project.customerId },
      limits: sandboxLimits(project.settings, timeoutSeconds),
      image: project.settings.image,
      ...(access ? { gatewaySocket: access.run.socketPath } : {}),
    });
    try {
      const { registries = [] } = project.settings;
      const env = access && sandbox.gatewayUrl !== null ? registryEnvironment(sandbox.gatewayUrl, access.run.key, registries) : {};
      return await runAll(sandbox, checks, { context, env, signal });
    } finally {
      await sandbox.close();
    }
  } finally {
    await access?.close();
  }
}

interface CheckRun {
  context: NodeContext;
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

async function runAll(sandbox: Sandbox, checks: readonly PlannedCheck[], run: CheckRun): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const { command, name } = check;
    const isOver = results.some((result) => result.result !== 'passed');
    results.push(
      isOver ? { name, command, result: 'skipped', exitCode: null, durationMs: 0, outputTail: '' } : await runOne(sandbox, check, run),
    );
  }
  return results;
}

async function runOne(sandbox: Sandbox, check: PlannedCheck, { context, env, signal }: CheckRun): Promise<CheckResult> {
  const { command, name } = check;
  context.say(`check ${name}: ${command}`);
  const run = await sandbox.run({ command, env, timeoutMs: check.timeoutSeconds * 1000, signal, onOutput: context.onOutput });
  const seconds = (run.durationMs / 1000).toFixed(1);
  const evidence = lastLines(run.outputTail);
  if (run.ended === 'canceled') signal.throwIfAborted();
  if (run.ended === 'timed_out')
    throw new CodedError('check_timed_out', {
      place: name,
      why: `\`${command}\` did not end within ${check.timeoutSeconds} s`,
      evidence,
    });
  if (run.ended === 'killed' || run.ended === 'could_not_start') await requireSandbox(sandbox);
  if (run.ended !== 'exited') throw new CodedError('check_could_not_run', { place: name, why: whyNot(command, run), evidence });
  // The shell's own answers for «no such program» and «may not be run»: the check did not look at the work at all.
  if (run.exitCode === 127 || run.exitCode === 126)
    throw new CodedError('check_could_not_run', {
      place: name,
      why: `\`${command}\` ended with ${run.exitCode}: its program is missing or may not be run`,
      evidence,
    });
  const passed = run.exitCode === 0;
  context.say(`check ${name} ${passed ? 'passed' : `failed with exit ${run.exitCode}`} after ${seconds} s`, passed ? 'info' : 'warn');
  return { name, command, result: passed ? 'passed' : 'failed', exitCode: run.exitCode, durationMs: run.durationMs, outputTail: evidence };
}

const limitNames = { memory: 'memory', disk: 'disk space', wall_clock: 'time' } as const;

function whyNot(command: string, { ended, limit, signal }: Awaited<ReturnType<Sandbox['run']>>): string {
  if (limit !== null) return `\`${command}\` was ended because the sandbox reached its limit of ${limitNames[limit]}`;
  if (ended === 'killed') return `\`${command}\` was killed from outside (${signal ?? 'no signal known'})`;
  return `\`${command}\` could not be started`;
}
