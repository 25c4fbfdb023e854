/**
 * `npm run bench:live`: how fast an event gets from its commit to many clients, and what our hub costs beside a bare `ws` server that
 * sends the same bytes to as many sockets. Server, writer and clients are processes of their own; all share the machine.
 */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

interface Report {
  received: number;
  gaps: number;
  /** Sorted, in milliseconds from the commit to the client. */
  latencies: number[];
}
interface Measured {
  name: string;
  p50: number;
  p95: number;
  p99: number;
  received: number;
  gaps: number;
  perSecond: number;
  serverCpuMs: number;
  rssMegabytes: number;
}

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '500' },
    rate: { type: 'string', default: '40' },
    seconds: { type: 'string', default: '10' },
    json: { type: 'string' },
  },
});
const clients = Number(values.clients);
const rate = Number(values.rate);
const seconds = Number(values.seconds);
const swarms = 2;

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

function start(file: string, args: readonly string[]) {
  const child = fork(new URL(file, import.meta.url), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const next = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      child.once('message', (message) => resolve(message as T));
      child.once('exit', () => reject(new Error(`${file} ended early`)));
      child.once('error', reject);
    });
  return { child, next };
}

/** Everybody connects, then events flow at the given rate for the given time. */
async function measure(name: string, server: 'hub' | 'bare'): Promise<Measured> {
  const serving = start('live-server.ts', [server, String(rate), String(seconds)]);
  const { databaseUrl, token, url } = await serving.next<{ url: string; token: string; databaseUrl: string | null }>();
  const groups = Array.from({ length: swarms }, () =>
    start('live-swarm.ts', [url, token, String(clients / swarms), String(rate * seconds)]),
  );
  await Promise.all(groups.map((group) => group.next()));
  await sleep(500);
  const reports = Promise.all(groups.map((group) => group.next<Report>()));
  serving.child.send('go');
  const writing = databaseUrl === null ? undefined : start('live-writer.ts', [databaseUrl, String(rate), String(seconds)]);
  const { cpuMs, rss } = await serving.next<{ cpuMs: number; rss: number }>();
  const all = await reports;
  writing?.child.kill();
  serving.child.send('end');
  const latencies = all.flatMap((report) => report.latencies).toSorted((a, b) => a - b);
  const received = all.reduce((sum, report) => sum + report.received, 0);
  return {
    name,
    p50: at(latencies, 0.5),
    p95: at(latencies, 0.95),
    p99: at(latencies, 0.99),
    received,
    gaps: all.reduce((sum, report) => sum + report.gaps, 0),
    perSecond: Math.round(received / seconds),
    serverCpuMs: Math.round(cpuMs),
    rssMegabytes: Math.round(rss / 1024 / 1024),
  };
}

console.log(`${clients} clients, ${rate} events/s, ${seconds} s`);
const bare = await measure('bare ws', 'bare');
const hub = await measure('our hub', 'hub');
console.table(Object.fromEntries([bare, hub].map(({ name, ...figures }) => [name, figures])));
const ratio = hub.p50 / bare.p50;
const costs = hub.serverCpuMs / bare.serverCpuMs;
const expected = clients * rate * seconds;
console.log(
  `the server's processor time is ${costs.toFixed(2)} of the bare one's, the median from commit to client ${ratio.toFixed(2)}; ${hub.received} of ${expected} received, ${hub.gaps} gaps`,
);
if (values.json !== undefined)
  writeFileSync(values.json, JSON.stringify({ clients, rate, seconds, bare, hub, ratio, costs }, undefined, 2));
if (hub.gaps > 0 || hub.received !== expected) process.exitCode = 1;
