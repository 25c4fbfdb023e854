/**
 * What the gateway costs: the same requests to the same provider on this machine, directly and through a run's socket, in turn.
 *
 * npm run bench:gateway -- [--quick] [--markdown]
 *
 * Three figures: one small request at a time, many at once, and the time that a token of a stream takes from the provider's write to the client. Ends
 * with 1 if a request costs more than `mostMicroseconds` over the direct one.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openGateway } from '@devteam/drivers/gateway';
import { describeMachine, loadPerCore } from './machine.ts';
import { type Table, markdownTable, median, textTable } from './table.ts';

/** The bar for one request, in the median. A model takes a million of these at least. */
const mostMicroseconds = 3000;

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, markdown: { type: 'boolean', default: false } },
});
const rounds = options.quick ? 3 : 9;
const requestsPerRound = options.quick ? 200 : 500;
const streamedTokens = options.quick ? 500 : 2000;
const atOnce = 16;

/** A way to the provider: where, and with what. */
interface Way {
  readonly where: { readonly port: number; readonly host: string } | { readonly socketPath: string };
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
}

const home = mkdtempSync(join(tmpdir(), 'devteam-bench-'));
const provider = await openProvider();
const gateway = await openGateway();
try {
  const run = await gateway.openRun({
    id: 'bench',
    socketDirectory: home,
    models: { 'gpt-5': { protocol: 'openai', baseUrl: `http://127.0.0.1:${provider.port}/v1`, key: () => 'sk-bench-0123456789abcdef' } },
    deadlineAtMs: Date.now() + 3_600_000,
    onEvent: () => undefined,
  });
  const agent = new Agent({ keepAlive: true });
  const direct: Way = { where: { host: '127.0.0.1', port: provider.port }, path: '/v1/chat/completions', headers: {}, agent };
  const through: Way = {
    where: { socketPath: run.socketPath },
    path: '/openai/v1/chat/completions',
    headers: { authorization: `Bearer ${run.key}` },
    agent: new Agent({ keepAlive: true }),
  };

  console.log(describeMachine());
  console.log(`load before: ${loadPerCore().toFixed(2)} processes a core`);
  for (const way of [direct, through]) await manyRequests(way, requestsPerRound, 1);

  const one = await inTurn((way) => manyRequests(way, requestsPerRound, 1));
  const many = await inTurn((way) => manyRequests(way, requestsPerRound, atOnce));
  const long = await inTurn((way) => manyRequests(way, Math.ceil(requestsPerRound / 10), 1, 'x'.repeat(200_000)));
  const tokenSpacing = await inTurn((way) => streamLatency(way, Math.ceil(streamedTokens / 20)));
  const tokenFlood = await inTurn((way) => streamFlood(way, streamedTokens * 5));

  const table: Table = [
    ['', 'direct, µs', 'through the gateway, µs', 'more, µs', 'ratio'],
    row('a request, one at a time', one),
    row(`a request, ${atOnce} at once (time over count)`, many),
    row('a request of 200 kB, one at a time', long),
    row('a token that comes by itself, from write to read', tokenSpacing),
    row('a token of a flood (time over count)', tokenFlood),
  ];
  console.log(`\n${options.markdown ? markdownTable(table) : textTable(table)}\n`);
  console.log(
    `Medians of ${rounds} rounds each, taken in turn, of ${requestsPerRound} requests and ${streamedTokens} tokens, on ${describeMachine()}.`,
  );
  console.log(`load after: ${loadPerCore().toFixed(2)} processes a core`);

  const { total } = run.usage();
  if (total.unknown > 0 || total.failed > 0)
    throw new Error(`the gateway counted ${total.failed} failed and ${total.unknown} unknown requests`);
  const more = (median(one.through) - median(one.direct)) * 1000;
  if (more > mostMicroseconds) {
    console.error(`over the bar of ${mostMicroseconds} µs: ${more.toFixed(0)} µs`);
    process.exitCode = 1;
  }

  /** Milliseconds of each round, direct and through the gateway by turns, so that noise meets both. */
  async function inTurn(measure: (way: Way) => Promise<number>): Promise<{ direct: number[]; through: number[] }> {
    const measured = { direct: [] as number[], through: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      measured.direct.push(await measure(direct));
      measured.through.push(await measure(through));
    }
    return measured;
  }
} finally {
  await gateway.close();
  await provider.close();
  rmSync(home, { recursive: true });
}

function row(what: string, { direct, through }: { direct: number[]; through: number[] }): string[] {
  const [without, within] = [median(direct) * 1000, median(through) * 1000];
  return [what, without.toFixed(1), within.toFixed(1), (within - without).toFixed(1), (within / without).toFixed(2)];
}

/** Milliseconds for one request, on average. */
async function manyRequests(way: Way, count: number, atOnce: number, content = 'Hi'): Promise<number> {
  const body = JSON.stringify({ model: 'gpt-5', messages: [{ role: 'user', content }] });
  const since = performance.now();
  let begun = 0;
  const worker = async () => {
    while (begun++ < count) {
      const answer = await post(way, body);
      if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}`);
      answer.resume();
      await once(answer, 'end');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (performance.now() - since) / count;
}

/** Milliseconds from the provider's write to the client's read of a token, in the median: provider and client have the same clock. */
async function streamLatency(way: Way, tokens: number): Promise<number> {
  const answer = await post(
    way,
    JSON.stringify({ model: 'gpt-5', messages: [], stream: true, stream_options: { include_usage: true }, tokens, spacingMs: 3 }),
  );
  const latencies: number[] = [];
  answer.setEncoding('utf8');
  answer.on('data', (piece: string) => {
    const now = performance.now();
    for (const [, at] of piece.matchAll(/"at:([\d.]+)"/g)) latencies.push(now - Number(at));
  });
  await once(answer, 'end');
  return median(latencies);
}

/** Milliseconds for one token of a stream that comes as fast as it can. */
async function streamFlood(way: Way, tokens: number): Promise<number> {
  const since = performance.now();
  const answer = await post(
    way,
    JSON.stringify({ model: 'gpt-5', messages: [], stream: true, stream_options: { include_usage: true }, tokens, spacingMs: 0 }),
  );
  answer.resume();
  await once(answer, 'end');
  return (performance.now() - since) / tokens;
}

async function post({ where, path, headers, agent }: Way, body: string): Promise<IncomingMessage> {
  const sent = request({
    ...where,
    path,
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return answer;
}

/** Answers at once; streams as many tokens as the request says, each with the time of its writing in it. */
async function openProvider() {
  const usage = { prompt_tokens: 10, completion_tokens: 5 };
  const whole = JSON.stringify({ choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }], usage });
  const chunk = (choices: unknown[], told: unknown) =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'gpt-5', choices, usage: told })}\n\n`;
  const server = createServer((from, to) => {
    let text = '';
    from.setEncoding('utf8');
    from.on('data', (piece: string) => (text += piece));
    from.on('end', () => {
      const body = JSON.parse(text) as { stream?: boolean; tokens?: number; spacingMs?: number };
      if (!body.stream) {
        to.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(whole) });
        to.end(whole);
        return;
      }
      to.writeHead(200, { 'content-type': 'text/event-stream' });
      let left = body.tokens ?? 0;
      const next = (): void => {
        while (left-- > 0) {
          const goesOn = to.write(chunk([{ index: 0, delta: { content: `at:${performance.now()}` }, finish_reason: null }], null));
          if (body.spacingMs) return void setTimeout(next, body.spacingMs);
          if (!goesOn) return void to.once('drain', next);
        }
        to.write(chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], null));
        to.end(`${chunk([], usage)}data: [DONE]\n\n`);
      };
      next();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
