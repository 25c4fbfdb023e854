/**
 * What a sandbox costs: from nothing to the end of its first command, from the warm pool, and a command in one that is open, against what the engine's own
 * command line takes for the same in the same minute; and the workspace of a large repository against a clone that shares its objects.
 *
 * npm run bench:sandbox -- [--quick] [--markdown]
 *
 * Needs root, Docker and bubblewrap; the engine is its own and gone afterwards. Ends with 1 if a bar is missed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createBubblewrapSandboxDriver, createDockerSandboxDriver } from '@devteam/drivers/sandbox';
import { openBenchEngine } from './engine-cli.ts';
import { describeMachine, loadPerCore } from './machine.ts';
import { sandboxStarts } from './sandbox-starts.ts';
import { type Table, markdownTable, median, textTable } from './table.ts';
import { measureWorkspaces } from './workspaces.ts';

/** The bars: a warm start over a bare exec, and a command in a sandbox that is open. */
const mostWarmRatio = 1.5;
const mostCommandMs = 10;

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, markdown: { type: 'boolean', default: false } },
});
const rounds = options.quick ? 8 : 40;
const files = options.quick ? 2000 : 20_000;
const home = mkdtempSync(join(tmpdir(), 'devteam-bench-'));
const engine = await openBenchEngine();
try {
  console.log(describeMachine());
  console.log(`load before: ${loadPerCore().toFixed(2)} processes a core; ${rounds} rounds, each way once in every round`);
  const docker = sandboxStarts(home, 'docker', (warm) => createDockerSandboxDriver({ engineSocket: engine.socket, warm }));
  const bubblewrap = sandboxStarts(home, 'bubblewrap', (warm) => createBubblewrapSandboxDriver({ warm }));
  await docker.cold();
  await engine.prepare();

  const times = new Map<string, number[]>();
  const measure = async (name: string, body: () => Promise<number>) => times.set(name, [...(times.get(name) ?? []), await body()]);
  for (let round = 0; round <= rounds; round += 1) {
    // The first is a warm-up.
    if (round === 1) times.clear();
    await measure('docker run', () => engine.run());
    await measure('docker exec', () => engine.exec());
    await measure('docker: cold start to first command', () => docker.cold());
    await measure('docker: command in an open sandbox', () => docker.command());
    await measure('docker: warm start to first command', () => docker.warm());
    await measure('bubblewrap: cold start to first command', () => bubblewrap.cold());
    await measure('bubblewrap: command in an open sandbox', () => bubblewrap.command());
    await measure('bubblewrap: warm start to first command', () => bubblewrap.warm());
  }
  await docker.close();
  await bubblewrap.close();

  const medianOf = (name: string) => median(times.get(name) ?? []);
  const run = medianOf('docker run');
  const exec = medianOf('docker exec');
  const table: Table = [
    ['', 'p50, ms', 'p95, ms', '/ docker run', '/ docker exec'],
    ...[...times].map(([name, all]) => {
      const p50 = median(all);
      return [name, p50.toFixed(1), percentile(all, 0.95).toFixed(1), (p50 / run).toFixed(2), (p50 / exec).toFixed(2)];
    }),
  ];
  console.log(`\n${options.markdown ? markdownTable(table) : textTable(table)}`);

  const workspaces = await measureWorkspaces(join(home, 'workspaces'), files, 3);
  console.log(`\n${options.markdown ? markdownTable(workspaces) : textTable(workspaces)}`);
  console.log(`load after: ${loadPerCore().toFixed(2)} processes a core`);

  refuseOver('warm start over docker exec', medianOf('docker: warm start to first command') / exec, mostWarmRatio);
  refuseOver('command in an open container, ms', medianOf('docker: command in an open sandbox'), mostCommandMs);
} finally {
  await engine.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}

function refuseOver(what: string, value: number, most: number): void {
  if (value <= most) return;
  console.error(`over the bar of ${most}: ${what}, ${value.toFixed(2)}`);
  process.exitCode = 1;
}

function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
