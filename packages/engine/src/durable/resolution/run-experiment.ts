import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EvidenceLine } from '@devteam/api';
import type { Sandbox } from '@devteam/drivers/sandbox';
import { changeGroups, withoutGroups } from '../../decisions/error-resolution/change-groups.ts';
import type { Experiment, ExperimentRun } from '../../decisions/error-resolution/experiments.ts';
import { evidenceLine } from '../../decisions/error-resolution/evidence.ts';
import type { NodeContext } from '../nodes/node-context.ts';
import { inTree } from '../nodes/open-tree.ts';
import { planChecks } from '../nodes/plan-checks.ts';
import type { PlannedCheck } from '../nodes/planned-check.ts';

export interface Ground {
  /** What the work began at, and the work itself; without work both are the same. */
  base: string;
  work: string;
  /** The branch as it is now. */
  tip: string;
  listPath: string;
  checks: PlannedCheck[] | null;
}

/** Of one experiment; the rest is in the log of the task. */
const mostLines = 300;
const printSeconds = 60;
const mostBytes = 20 * 1024 * 1024;

const cleanEnvironment = { TZ: 'America/New_York', LC_ALL: 'C', LANG: 'C', TERM: 'dumb', NO_COLOR: '1' };
const loggingEnvironment = {
  NODE_OPTIONS: '--trace-uncaught --trace-warnings --stack-trace-limit=50',
  DEBUG: '*',
  PYTHONFAULTHANDLER: '1',
  PYTHONDEVMODE: '1',
  RUST_BACKTRACE: '1',
  GOTRACEBACK: 'all',
};

/** Runs one experiment in a sandbox of its own, and gives what it printed, line by line with its time. */
export async function runExperiment(
  context: NodeContext,
  experiment: Experiment,
  ground: Ground,
  number: number,
  signal: AbortSignal,
): Promise<ExperimentRun> {
  const log = openLog(experiment.id, context);
  if (experiment.kind === 'merge') return tryMerge(context, experiment, ground, log, signal);
  if (experiment.kind === 'taken') return readTaken(context, experiment, ground, log, signal);
  const folder = `experiment-${number}` as const;
  try {
    const { base, work } = ground;
    const ended = await inTree(
      context,
      {
        commit: experiment.kind === 'base' ? base : work,
        folder,
        plan: async (directory) => {
          if (experiment.kind === 'without') await takeBack(context, directory, experiment, base, signal);
          const checks = await planned(experiment, ground, directory);
          return { checks, timeoutSeconds: checks.reduce((total, check) => total + check.timeoutSeconds, 0) };
        },
      },
      ({ env, sandbox }, { checks }) => runAll(sandbox, experiment, checks, { ...env, ...extraEnvironment(experiment) }, log, signal),
      signal,
    );
    return { experiment: experiment.id, ended: ended ?? 'could_not_run', lines: log.lines() };
  } finally {
    await rm(join(dirname(context.workspace), folder), { recursive: true, force: true });
  }
}

const extraEnvironment = ({ kind }: Experiment): Readonly<Record<string, string>> =>
  kind === 'clean_environment' ? cleanEnvironment : kind === 'logging' ? loggingEnvironment : {};

function planned(experiment: Experiment, { checks }: Ground, directory: string): Promise<PlannedCheck[]> | PlannedCheck[] {
  if (experiment.kind !== 'print') return planChecks(checks, directory);
  return [{ name: experiment.id, command: experiment.command, timeoutSeconds: printSeconds, kind: 'test' }];
}

interface Log {
  add(stream: EvidenceLine['stream'], text: string): void;
  lines(): EvidenceLine[];
}

function openLog(experiment: string, context: NodeContext): Log {
  const lines: EvidenceLine[] = [];
  return {
    add: (stream, text) => {
      lines.push(evidenceLine({ at: context.now().toISOString(), experiment, stream, text }));
      if (lines.length > mostLines) lines.shift();
      if (stream === 'engine') context.say(`experiment ${text}`);
      else context.onOutput(stream, text);
    },
    lines: () => lines,
  };
}

/** These files as they were before the work. It is our own checkout: nothing has run in it yet. */
async function takeBack(
  context: NodeContext,
  directory: string,
  { files, groups }: Pick<Extract<Experiment, { kind: 'without' }>, 'files' | 'groups'>,
  base: string,
  signal: AbortSignal,
): Promise<void> {
  const listed = (await context.repository.listFiles(base, { signal })).filter(({ path }) => files.includes(path));
  const before = await context.repository.readFiles(listed, { maxBytes: mostBytes, signal });
  for (const path of files) {
    const file = join(directory, path);
    const bytes = before.get(path);
    if (groups && bytes) {
      await takeBackGroups(file, bytes, groups);
      continue;
    }
    await rm(file, { force: true });
    if (!bytes) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes, { mode: listed.find((each) => each.path === path)?.mode === '100755' ? 0o755 : 0o644 });
  }
}

/** Byte for byte: a character is a byte here, whatever the file is written in. */
async function takeBackGroups(file: string, before: Uint8Array, numbers: readonly number[]): Promise<void> {
  const now = (await readFile(file)).toString('latin1');
  const groups = changeGroups(Buffer.from(before).toString('latin1'), now).filter((_, number) => numbers.includes(number));
  await writeFile(file, Buffer.from(withoutGroups(now, groups), 'latin1'));
}

async function runAll(
  sandbox: Sandbox,
  experiment: Experiment,
  checks: readonly PlannedCheck[],
  env: Readonly<Record<string, string>>,
  log: Log,
  signal: AbortSignal,
): Promise<ExperimentRun['ended']> {
  let ended: ExperimentRun['ended'] = 'passed';
  for (const check of checks) {
    const run = await sandbox.run({
      command: check.command,
      env,
      timeoutMs: check.timeoutSeconds * 1000,
      signal,
      onOutput: (stream, text) => log.add(stream, text),
    });
    if (run.ended === 'canceled') signal.throwIfAborted();
    ended = endOf(run);
    const shown = experiment.kind === 'print' ? '' : `: \`${check.command}\``;
    log.add('engine', `${experiment.id}, ${check.name}${shown} ${saidOf(run, check)} after ${Math.round(run.durationMs)} ms`);
    if (ended !== 'passed') break;
  }
  return ended;
}

type Run = Awaited<ReturnType<Sandbox['run']>>;

function endOf({ ended, exitCode }: Run): ExperimentRun['ended'] {
  if (ended === 'timed_out') return 'timed_out';
  if (ended === 'killed') return 'killed';
  if (ended !== 'exited' || exitCode === 126 || exitCode === 127) return 'could_not_run';
  return exitCode === 0 ? 'passed' : 'failed';
}

function saidOf({ ended, exitCode, limit, signal }: Run, { timeoutSeconds }: PlannedCheck): string {
  if (ended === 'timed_out') return `did not end within ${timeoutSeconds} s and was ended`;
  if (ended === 'killed') return `was killed by ${limit ? `the limit of ${limit}` : (signal ?? 'a signal')}`;
  if (ended !== 'exited') return 'could not be started';
  return `ended with exit code ${exitCode}`;
}

async function tryMerge(
  context: NodeContext,
  experiment: Experiment,
  ground: Ground,
  log: Log,
  signal: AbortSignal,
): Promise<ExperimentRun> {
  const { base, listPath, tip, work } = ground;
  const merged = await context.repository.mergeTree({ base, ours: tip, theirs: work, excludePath: listPath, signal });
  for (const path of merged.conflicts ?? []) log.add('stdout', `conflict: ${path}`);
  const count = merged.conflicts?.length ?? 0;
  log.add('engine', `${experiment.id}: merging ${work.slice(0, 9)} into ${tip.slice(0, 9)} gave ${count} conflicts`);
  return { experiment: experiment.id, ended: count === 0 ? 'passed' : 'failed', lines: log.lines() };
}

const mostLookedAt = 200;
/** Of the change of the list that asked for the investigation: it was pushed after the refusal, to the same branch. */
const asking = /^DevTeam-Edit: resolve-/m;

/** Reads what the branch has of ours that came after the refusal. */
async function readTaken(
  context: NodeContext,
  experiment: Experiment,
  { base, tip }: Ground,
  log: Log,
  signal: AbortSignal,
): Promise<ExperimentRun> {
  const commits = await context.repository.log({ from: base, to: tip, limit: mostLookedAt, signal });
  const taken = commits.filter(({ message }) => asking.test(message));
  for (const { commit, message } of taken) log.add('stdout', `taken: ${commit.slice(0, 9)} ${message.split('\n')[0] ?? ''}`);
  log.add('engine', `${experiment.id}: since it refused the work the remote took ${taken.length} commits of ours to the same branch`);
  return { experiment: experiment.id, ended: taken.length > 0 ? 'passed' : 'failed', lines: log.lines() };
}
