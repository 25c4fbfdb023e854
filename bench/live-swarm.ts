/** The other side of `bench/live.ts`: many sockets that count what they get, and how old it is. */
import { WebSocket } from 'ws';

const [url = '', token = '', clients = '', expected = ''] = process.argv.slice(2);
const latencies: number[] = [];
const ready: Promise<unknown>[] = [];
const counts: { last: number; received: number; gaps: number }[] = [];
const quietMs = 3000;
let lastAt = performance.now();

for (let index = 0; index < Number(clients); index += 1) {
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false });
  const count = { last: 0, received: 0, gaps: 0 };
  counts.push(count);
  ready.push(
    new Promise((resolve, reject) => {
      socket.once('open', () => {
        socket.send('{"type":"subscribe","projects":["bench/project"]}');
        resolve(undefined);
      });
      socket.once('error', reject);
    }),
  );
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    const [, seq, sentAt] = /"seq":(\d+),.*"lines":\["([\d.]+) /.exec(text) ?? [];
    if (seq === undefined || sentAt === undefined) return;
    lastAt = performance.now();
    latencies.push(performance.timeOrigin + lastAt - Number(sentAt));
    if (Number(seq) !== count.last + 1) count.gaps += 1;
    count.last = Number(seq);
    count.received += 1;
  });
}

await Promise.all(ready);
process.send?.('ready');
const timer = setInterval(() => {
  const isWhole = counts.every(({ received }) => received >= Number(expected));
  const isQuiet = latencies.length > 0 && performance.now() - lastAt > quietMs;
  if (!isWhole && !isQuiet) return;
  clearInterval(timer);
  const sum = (pick: (count: (typeof counts)[number]) => number) => counts.reduce((total, count) => total + pick(count), 0);
  const report = {
    received: sum(({ received }) => received),
    gaps: sum(({ gaps }) => gaps),
    latencies: latencies.toSorted((a, b) => a - b),
  };
  process.send?.(report, () => process.exit());
}, 100);
