/**
 * What the engine costs: the same twenty recorded tasks worked through by the engine and by a shell script, in turn.
 *
 * npm run bench:loop -- [--quick] [--pairs N] [--markdown] [--trace]
 *
 * Ends with 1 if the engine takes more than `mostRatio` times as long as the script. Whatever else breaks is thrown: a run
 * that does not leave the expected commits is no measurement.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CpuTime, difference, readCpuTime } from './cpu-time.ts';
import { type RunningEngine, openEngine, runEngine } from './engine-loop.ts';
import { describeMachine, loadPerCore } from './machine.ts';
import { type Material, type Remote, checkOutcome, makeMaterial, makeRemote } from './projects.ts';
import { type Measured, type Run, pairLine, ratioOf, resultTable, titleOf } from './report.ts';
import { runShellLoops } from './shell-loop.ts';
import { sum } from './table.ts';
import { traceLoops } from './trace.ts';

/** The bar: the engine may take this many times as long as the script. */
const mostRatio = 1.35;
const fewestPairs = 5;
const quickPairs = 2;
const sideBySide = 5;

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
// PostgreSQL runs as somebody else when we are root, and must get through here.
chmodSync(home, 0o755);
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
    console.log(`\n${resultTable(measured, options.markdown ? 'markdown' : 'text')}`);
    console.log(`load after: ${loadPerCore().toFixed(2)} processes a core`);
    for (const each of measured.filter((one) => ratioOf(one) > mostRatio)) {
      console.error(`over the bar of ${mostRatio}: ${titleOf(each.projects)}, ${ratioOf(each).toFixed(2)}`);
      process.exitCode = 1;
    }
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
    const shell = await checkedRun(`shell-${name}`, ['children'], (remotes) =>
      runShellLoops(material, remotes, join(home, 'shell', name), canceling.signal),
    );
    const ours = await checkedRun(
      `engine-${name}`,
      ['engine', 'children', 'postgres'],
      async (remotes) => (await runEngine(engine, material, remotes, `bench-${name}`, canceling.signal)).seconds,
    );
    console.log(pairLine(pair === 0 ? 'warm-up' : `pair ${pair}`, shell, ours));
    if (pair === 0) continue;
    measured.shell.push(shell);
    measured.engine.push(ours);
  }
  return measured;

  async function checkedRun(name: string, workers: (keyof CpuTime)[], run: (remotes: Remote[]) => Promise<number>): Promise<Run> {
    const remotes = Array.from({ length: projects }, (_, index) => makeRemote(material, join(home, 'remotes', `${name}-${index + 1}.git`)));
    const before = readCpuTime(engine.postgresPid);
    const seconds = await run(remotes);
    const after = readCpuTime(engine.postgresPid);
    for (const remote of remotes) checkOutcome(material, remote);
    const spent = before && after && difference(after, before);
    return { seconds, processorSeconds: spent && sum(workers.map((worker) => spent[worker])) };
  }
}
