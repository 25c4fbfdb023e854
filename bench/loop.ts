/**
 * What the engine costs: the same twenty recorded tasks worked through by the engine and by a shell script, in turn.
 *
 * npm run bench:loop -- [--quick] [--pairs N] [--markdown] [--trace]
 *
 * Ends with 1 if the engine takes more than `mostRatio` times as long as the script. Whatever else breaks is thrown: a run
 * that does not leave the expected commits is no measurement.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type RunningEngine, openEngine, runEngine } from './engine-loop.ts';
import { describeMachine, loadPerCore } from './machine.ts';
import { benchTasks } from './project-files.ts';
import { type Material, type Remote, checkOutcome, makeMaterial, makeRemote } from './projects.ts';
import { runShellLoops } from './shell-loop.ts';
import { type Table, markdownTable, median, textTable } from './table.ts';
import { traceLoops } from './trace.ts';

/** The bar: the engine may take this many times as long as the script. */
const mostRatio = 1.35;
const fewestPairs = 5;
const quickPairs = 2;
const sideBySide = 5;

interface Measured {
  projects: number;
  shell: number[];
  engine: number[];
}

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    pairs: { type: 'string' },
    markdown: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
});
const pairs = options.pairs === undefined ? (options.quick ? quickPairs : fewestPairs) : Number(options.pairs);
if (!Number.isInteger(pairs) || pairs < 1) throw new Error(`--pairs is a whole number from 1 on, not ${options.pairs}`);

const canceling = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => canceling.abort(new Error(`ended by ${name}`)));

const home = mkdtempSync(join(tmpdir(), 'devteam-bench-'));
let running: RunningEngine | undefined;
try {
  console.log(describeMachine());
  console.log(`load before: ${loadPerCore().toFixed(2)} processes a core`);
  const material = makeMaterial(home);
  running = await openEngine(join(home, 'engine'));
  if (options.trace) {
    for (const projects of [1, sideBySide]) await traceLoops({ running, material, home, projects, signal: canceling.signal });
  } else {
    const measured = [await measure(running, material, 1), await measure(running, material, sideBySide)];
    report(measured);
    if (measured.some((each) => ratioOf(each) > mostRatio)) process.exitCode = 1;
  }
} finally {
  await running?.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}

/** One run of each as a warm-up, then pairs. Every run has remotes of its own, and is checked. */
async function measure(engine: RunningEngine, material: Material, projects: number): Promise<Measured> {
  const measured: Measured = { projects, shell: [], engine: [] };
  console.log(`\n${titleOf(projects)}`);
  for (let pair = 0; pair <= pairs; pair += 1) {
    const name = `${projects}-${pair}`;
    const shell = await checked(`shell-${name}`, (remotes) =>
      runShellLoops(material, remotes, join(home, 'shell', name), canceling.signal),
    );
    const ours = await checked(
      `engine-${name}`,
      async (remotes) => (await runEngine(engine, material, remotes, `bench-${name}`, canceling.signal)).seconds,
    );
    console.log(
      `${pair === 0 ? 'warm-up' : `pair ${pair} `}  shell ${shell.toFixed(2)} s  engine ${ours.toFixed(2)} s  ratio ${(ours / shell).toFixed(2)}`,
    );
    if (pair === 0) continue;
    measured.shell.push(shell);
    measured.engine.push(ours);
  }
  return measured;

  async function checked(name: string, run: (remotes: Remote[]) => Promise<number>): Promise<number> {
    const remotes = Array.from({ length: projects }, (_, index) => makeRemote(material, join(home, 'remotes', `${name}-${index + 1}.git`)));
    const seconds = await run(remotes);
    for (const remote of remotes) checkOutcome(material, remote);
    return seconds;
  }
}

function titleOf(projects: number): string {
  return projects === 1 ? `1 project, ${benchTasks.length} tasks` : `${projects} projects side by side, ${benchTasks.length} tasks each`;
}

function ratioOf({ engine, shell }: Measured): number {
  return median(engine) / median(shell);
}

function report(measured: readonly Measured[]): void {
  const perMinute = (projects: number, seconds: number) => ((projects * benchTasks.length * 60) / seconds).toFixed(0);
  const span = (numbers: readonly number[]) => `${Math.min(...numbers).toFixed(2)}–${Math.max(...numbers).toFixed(2)}`;
  const table: Table = [
    ['Same tasks, same checks', 'shell, s', 'engine, s', 'ratio', 'shell, tasks/min', 'engine, tasks/min', 'shell, span', 'engine, span'],
    ...measured.map((each) => [
      titleOf(each.projects),
      median(each.shell).toFixed(2),
      median(each.engine).toFixed(2),
      ratioOf(each).toFixed(2),
      perMinute(each.projects, median(each.shell)),
      perMinute(each.projects, median(each.engine)),
      span(each.shell),
      span(each.engine),
    ]),
  ];
  console.log(`\n${options.markdown ? markdownTable(table) : textTable(table)}`);
  console.log(`\nMedians of ${pairs} ${pairs === 1 ? 'run' : 'runs'} each, in turn, on ${describeMachine()}.`);
  console.log(`load after: ${loadPerCore().toFixed(2)} processes a core`);
  const over = measured.filter((each) => ratioOf(each) > mostRatio);
  for (const each of over) console.error(`over the bar of ${mostRatio}: ${titleOf(each.projects)}, ${ratioOf(each).toFixed(2)}`);
}
