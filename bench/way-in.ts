/**
 * `npm run bench:way-in`: while five projects are worked on by the real engine with recorded changes, how long a change of state takes to
 * 100 clients, how long starting is answered, and how long reads take. Server and engine are one process, sockets and
 * requests one each; all share the machine with the work itself.
 */
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startDevTeam } from '@devteam/server';
import { demoProject } from '../apps/cli/src/demo/demo-projects.ts';
import { makeRemote } from '../apps/cli/src/demo/demo-remotes.ts';
import { loadExamples } from '../examples/examples.ts';
import type { ClientsReport } from './way-in-clients.ts';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '100' },
    speed: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '40' },
  },
});
const home = await mkdtemp(join(tmpdir(), 'devteam-bench-way-in-'));
const team = await startDevTeam({ home, http: { host: '127.0.0.1', port: 0 }, slots: 5, log: () => undefined });
const examples = loadExamples().slice(0, 5);
for (const example of examples) {
  await makeRemote(home, example);
  await team.engine.saveProject(demoProject(example, { home, executor: 'replay', speed: Number(values.speed) }));
}
const [first] = examples;
if (!first) throw new Error('There are no examples');
// One that is started and stopped again and again, beside those that run.
const spare = {
  ...demoProject(first, { home, executor: 'replay', speed: 1 }),
  id: 'bench/spare',
  customer: { id: 'bench', name: 'Bench' },
};
await team.engine.saveProject(spare);

const token = new URL(team.link ?? '').hash.replace('#token=', '');
const start = (role: 'listens' | 'asks', count: string) => {
  const args = [team.address ?? '', token, count, values.seconds, first.project.id, role];
  const child = fork(new URL('way-in-clients.ts', import.meta.url), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const next = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      child.once('message', (message) => resolve(message as T));
      child.once('exit', () => reject(new Error('the clients ended early')));
    });
  return { child, next };
};
const sides = [start('listens', values.clients), start('asks', '0')];
await Promise.all(sides.map((side) => side.next<'ready'>()));
for (const { project } of examples) await team.engine.automate(project.id);
const reports = sides.map((side) => side.next<ClientsReport>());
for (const { child } of sides) child.send('go');
const [heard, asked] = await Promise.all(reports);
if (!heard || !asked) throw new Error('A side has no report');
const report = { ...asked, latencies: heard.latencies, received: heard.received, gaps: heard.gaps, unlikeSchema: heard.unlikeSchema };
await team.close();
await rm(home, { recursive: true, force: true });

const at = (sorted: readonly number[], share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? Number.NaN);
const rowOf = (measured: readonly number[], goalMs: number, share: 0.95 | 0.99) => {
  const sorted = measured.toSorted((a, b) => a - b);
  const reached = at(sorted, share);
  return {
    n: sorted.length,
    p50: at(sorted, 0.5),
    p95: at(sorted, 0.95),
    p99: at(sorted, 0.99),
    goal: `p${share * 100} < ${goalMs}`,
    holds: reached < goalMs,
  };
};
console.log(
  `${values.clients} clients, ${examples.length} projects at work, ${values.seconds} s; milliseconds; the machine's load was ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors`,
);
console.table({
  'change of state to client': rowOf(report.latencies, 250, 0.99),
  'initialize answered': rowOf(report.initializeMs, 200, 0.95),
  'reads of the API': rowOf(report.readMs, 50, 0.95),
});
console.log(`${report.received} events received, ${report.gaps} gaps, ${report.unlikeSchema} unlike their schema`);
if (report.gaps > 0 || report.unlikeSchema > 0) process.exitCode = 1;
