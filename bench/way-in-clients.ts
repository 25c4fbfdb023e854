/** The other side of `bench/way-in.ts`: sockets that note how old what they get is, or requests one after another. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Event, createClient, eventPayloads } from '@devteam/api';
import { WebSocket } from 'ws';

export interface ClientsReport {
  /** From the commit to the client; of what changes the state, not of output. */
  latencies: number[];
  initializeMs: number[];
  readMs: number[];
  received: number;
  gaps: number;
  unlikeSchema: number;
}

const [address = '', token = '', clients = '', seconds = '', projectId = '', role = ''] = process.argv.slice(2);
const report: ClientsReport = { latencies: [], initializeMs: [], readMs: [], received: 0, gaps: 0, unlikeSchema: 0 };
let isMeasuring = false;

const open = (isChecking: boolean) =>
  new Promise<WebSocket>((resolve, reject) => {
    const socket = new WebSocket(`${address.replace('http', 'ws')}/ws/devteam`, { headers: { authorization: `Bearer ${token}` } });
    const last = new Map<string, number>();
    socket.once('error', reject);
    socket.once('open', () => {
      socket.send('{"type":"subscribe"}');
      resolve(socket);
    });
    socket.on('message', (data: Buffer) => {
      const now = performance.timeOrigin + performance.now();
      const frame = JSON.parse(data.toString()) as { type: string; seq?: number; projectId: string; ts: string };
      if (frame.seq === undefined || !Object.hasOwn(eventPayloads, frame.type)) return;
      report.received += 1;
      if (last.has(frame.projectId) && frame.seq !== (last.get(frame.projectId) ?? 0) + 1) report.gaps += 1;
      last.set(frame.projectId, frame.seq);
      if (isMeasuring && frame.type !== 'execution-log') report.latencies.push(now - Date.parse(frame.ts));
      if (isChecking && !isDeepStrictEqual(Event.safeParse(frame).data, frame)) report.unlikeSchema += 1;
    });
  });

const sockets = await Promise.all(Array.from({ length: Number(clients) }, (_, index) => open(index === 0)));
process.send?.('ready');
await new Promise((resolve) => process.once('message', resolve));
isMeasuring = true;
const client = createClient({ baseUrl: address, headers: () => ({ authorization: `Bearer ${token}` }) });
const timed = async (into: number[], ask: () => Promise<unknown>) => {
  const since = performance.now();
  await ask();
  into.push(performance.now() - since);
};
const until = role === 'asks' ? performance.now() + Number(seconds) * 1000 : 0;
const params = { projectId };
// Whoever asks has no sockets beside, whose frames would hold up the answers.
if (role === 'listens') await sleep(Number(seconds) * 1000);
while (performance.now() < until) {
  await timed(report.initializeMs, () => client.call('initializeAutomation', { body: { projectId: 'bench/spare' } }));
  for (let round = 0; round < 5; round += 1) {
    await timed(report.readMs, () => client.call('listProjects', {}));
    await timed(report.readMs, () => client.call('readAutomationStatus', { params }));
    await timed(report.readMs, () => client.call('findProject', { params }));
    await timed(report.readMs, () => client.call('listEvents', { params, query: { limit: '100' } }));
    await sleep(50);
  }
  await client.call('stopProject', { params: { projectId: 'bench/spare' } });
  for (let tries = 0; tries < 100; tries += 1) {
    const { status } = await client.call('readAutomationStatus', { params: { projectId: 'bench/spare' } });
    if (status === 'stopped') break;
    await sleep(50);
  }
}
for (const socket of sockets) socket.terminate();
process.send?.(report, () => process.exit());
