import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { watchChildProcesses } from './child-processes.ts';
import { type CpuTime, difference, readCpuTime } from './cpu-time.ts';
import { type RunningEngine, runEngine } from './engine-loop.ts';
import { nodeTable, readExecutionTimes, taskTable } from './node-times.ts';
import { benchTasks } from './project-files.ts';
import { type Material, checkOutcome, makeRemote } from './projects.ts';
import { runShellLoops } from './shell-loop.ts';
import { readShellTrace, tracingShell } from './shell-trace.ts';
import { type Table, median, sum, textTable } from './table.ts';

interface TraceRequest {
  running: RunningEngine;
  material: Material;
  home: string;
  projects: number;
  signal: AbortSignal;
}

/** Runs both loops once to warm up and once under observation, and prints where their time went. */
export async function traceLoops(request: TraceRequest): Promise<void> {
  const { home, material, projects, running, signal } = request;
  const tasks = projects * benchTasks.length;
  const remotes = (name: string) =>
    Array.from({ length: projects }, (_, index) =>
      makeRemote(material, join(home, 'remotes', `trace-${name}-${projects}-${index + 1}.git`)),
    );
  const folder = (name: string) => join(home, 'shell', `trace-${name}-${projects}`);
  console.log(`\n===== ${projects} × ${benchTasks.length} tasks`);

  await runShellLoops(material, remotes('warm-shell'), folder('warm'), signal);
  const traces = join(home, 'traces', String(projects));
  mkdirSync(traces, { recursive: true });
  let shells = 0;
  const shellRemotes = remotes('shell');
  const beforeShell = readCpuTime(running.postgresPid);
  const shellSeconds = await runShellLoops(material, shellRemotes, folder('traced'), signal, (line) =>
    tracingShell(join(traces, String(shells++)))(line),
  );
  const shellCpu = cpuSince(running, beforeShell);
  for (const remote of shellRemotes) checkOutcome(material, remote);
  const commands = Array.from({ length: projects }, (_, index) => readShellTrace(join(traces, String(index)))).flat();
  console.log(`\nshell: ${shellSeconds.toFixed(2)} s, ${((shellSeconds * 1000) / tasks).toFixed(0)} ms a task`);
  console.log(textTable(durationTable('command', commands, tasks)));
  sayCpu(shellCpu, tasks);

  await runEngine(running, material, remotes('warm-engine'), `trace-warm-${projects}`, signal);
  const engineRemotes = remotes('engine');
  const beforeEngine = readCpuTime(running.postgresPid);
  const commitsBefore = await committed(running.engine.pool);
  const watched = watchChildProcesses();
  const { executionIds, seconds } = await runEngine(running, material, engineRemotes, `trace-${projects}`, signal);
  const children = watched.stop();
  const engineCpu = cpuSince(running, beforeEngine);
  const transactions = (await committed(running.engine.pool)) - commitsBefore;
  for (const remote of engineRemotes) checkOutcome(material, remote);
  const times = await readExecutionTimes(running.engine.pool, executionIds);
  console.log(
    `\nengine: ${seconds.toFixed(2)} s, ${((seconds * 1000) / tasks).toFixed(0)} ms a task, ratio ${(seconds / shellSeconds).toFixed(2)}`,
  );
  console.log(textTable(taskTable(times)));
  console.log(`\n${textTable(nodeTable(times, children))}`);
  console.log(`\n${textTable(durationTable('process of the engine', children, tasks))}`);
  sayCpu(engineCpu, tasks);
  console.log(
    `transactions: ${(transactions / tasks).toFixed(0)} a task; a commit alone takes ${(await commitMs(running.engine.pool)).toFixed(1)} ms`,
  );
}

/** By what it is, the costliest first. */
function durationTable(title: string, all: readonly { what: string; durationMs: number }[], tasks: number): Table {
  const groups = [...Map.groupBy(all, ({ what }) => what)]
    .map(([what, of]) => ({ what, durations: of.map(({ durationMs }) => durationMs) }))
    .toSorted((a, b) => sum(b.durations) - sum(a.durations));
  const line = (what: string, durations: readonly number[]) => [
    what,
    (durations.length / tasks).toFixed(2),
    median(durations).toFixed(1),
    (sum(durations) / tasks).toFixed(0),
  ];
  return [
    [title, 'a task', 'median, ms', 'all of it, ms a task'],
    ...groups.map(({ durations, what }) => line(what, durations)),
    line(
      'together',
      all.map(({ durationMs }) => durationMs),
    ),
  ];
}

function cpuSince({ postgresPid }: RunningEngine, before: CpuTime | undefined): CpuTime | undefined {
  const after = readCpuTime(postgresPid);
  return before && after && difference(after, before);
}

function sayCpu(cpu: CpuTime | undefined, tasks: number): void {
  if (!cpu) return;
  const [engine, children, postgres] = [cpu.engine, cpu.children, cpu.postgres].map((seconds) => ((seconds * 1000) / tasks).toFixed(0));
  console.log(`processor time, ms a task: this process ${engine}, its children ${children}, PostgreSQL ${postgres}`);
}

/** PostgreSQL counts with a delay of up to a second, which is nothing against a run. */
async function committed(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    'select xact_commit as count from pg_stat_database where datname = current_database()',
  );
  return Number(rows[0]?.count ?? 0);
}

/** A row written, median of many: what this disk asks for a commit. */
async function commitMs(pool: Pool): Promise<number> {
  await pool.query('create table bench_commit (at timestamptz)');
  const durations: number[] = [];
  for (let count = 0; count < 50; count += 1) {
    const since = performance.now();
    await pool.query('insert into bench_commit values (now())');
    durations.push(performance.now() - since);
  }
  await pool.query('drop table bench_commit');
  return median(durations);
}
