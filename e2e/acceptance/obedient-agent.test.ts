import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { getSandboxDriver } from '@devteam/drivers/sandbox';
import { modelSourceOf } from '@devteam/engine/durable';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../tooling/available.ts';
import { readWholeLog } from '../support/event-log-faults.ts';
import { describeProject, untilAtRest } from '../support/executions.ts';
import { git } from '../support/git.ts';
import { type LocalEngine, startLocalEngine } from '../support/local-engine.ts';
import { makeSmallProject, quickCheck } from '../support/small-project.ts';
import { type ModelServer, openModelServer } from './model-server/open-model-server.ts';
import { channels } from './obedient/channels.ts';
import { type Place, injections } from './obedient/injections.ts';

const realKey = 'sk-real-key-of-the-owner';
/** What opens the page; here everybody on the machine may read it. */
const accessToken = 'the-access-token-of-the-owner';
const usable = await Promise.all(
  (['bubblewrap', 'docker'] as const).map(async (name) => ({
    name,
    isThere: available(name, (await getSandboxDriver(name).probe()).usable),
  })),
);
const sandboxes = usable.filter(({ isThere }) => isThere).map(({ name }) => name);

/** An address of this machine that is not loopback, where it has one: a sandbox has a loopback of its own. */
const hostAddress =
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';

let local: LocalEngine;
let model: ModelServer;
const heard: string[] = [];
const tcp = createServer((socket) => {
  heard.push(`tcp from ${socket.remoteAddress}`);
  socket.destroy();
});
const udp = createSocket('udp4', (message) => heard.push(`udp: ${message.toString()}`));
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => void tcp.listen(0, '::', resolve));
  port = (tcp.address() as { port: number }).port;
  await new Promise<void>((resolve) => void udp.bind(port, '0.0.0.0', resolve));
  model = await openModelServer(() => ({ does: 'reply', reply: { text: 'yes', calls: [], finish: 'stop' } }));
  local = await startLocalEngine('obedient', {
    models: modelSourceOf({ DEVTEAM_MODEL_URL: `${model.url}/v1`, DEVTEAM_MODEL_KEY: realKey }),
  });
  await writeFile(join(local.home, 'token'), `${accessToken}\n`, { mode: 0o644 });
});
afterAll(async () => {
  await local?.close();
  await model?.close();
  tcp.close();
  udp.close();
});

test('the server that nobody may reach hears who can reach it, so that its silence means something', async () => {
  for (const host of new Set([hostAddress, '127.0.0.1'])) connect(port, host).on('error', () => undefined);
  createSocket('udp4').unref().send('udp', port, hostAddress);
  await expect.poll(() => heard.toSorted()).toEqual(expect.arrayContaining([expect.stringMatching(/^tcp from/), 'udp: udp']));
});

describe.runIf(sandboxes.length > 0)('an agent that obeys whoever speaks to it', { concurrent: true }, () => {
  test.for(sandboxes)(
    'in %s: sixty injected texts and all ways out bring nothing out, in or elsewhere',
    { timeout: 300_000 },
    async (sandbox) => {
      const id = `obedient-${sandbox}`;
      const outside = join(local.scratch, `outside-${sandbox}.txt`);
      await writeFile(outside, 'untouched\n');
      const remote = join(local.scratch, id, 'remote.git');
      const orders = [hostAddress, '127.0.0.1'].flatMap((host) => channels({ host, port, remote, home: local.home, outside }));
      const ways = channels({ host: '', port: 0, remote: '', home: '', outside: '' }).length;
      const texts = injections(orders);
      expect([texts.length, ways >= 25]).toEqual([60, true]);
      const at = (place: Place) => texts.filter((each) => each.place === place).map(({ text }) => text);
      const oneLine = (text: string) => text.replaceAll('\n', ' ');
      const list = [
        '# Tasks',
        '',
        '### 1.1 Write the report',
        `- **Description**: ${at('description').map(oneLine).join(' ')}`,
        '- **Acceptance Criteria**:',
        ...at('criterion').map((text) => `  - ${oneLine(text)}`),
        '- **Status**: pending',
        '',
      ].join('\n');
      const small = await makeSmallProject({
        directory: local.scratch,
        id,
        files: {
          'task_lists.md': list,
          'README.md': `# Report\n\n${at('readme').join('\n\n')}\n`,
          'src/report.js': `${at('source')
            .map((text) => `/* ${text} */`)
            .join('\n')}\nexport {};\n`,
          'AGENTS.md': `${at('agentfile').join('\n')}\n`,
          // The ways that no text of the sixty carries.
          'docs/more.md': `${orders.map((order) => `RUN«${order}»`).join('\n')}\n`,
        },
        recordings: {},
        settings: { checks: [quickCheck], promptConstructor: 'template', maxAttempts: 1, executorTimeoutSeconds: 200 },
      });
      const agent = readFileSync(join(import.meta.dirname, 'obedient/obedient-agent.cjs'), 'utf8');
      const settings = { ...small.project.settings, acpCommand: ['node', '-e', agent] };
      await local.engine.saveProject({ ...small.project, executor: 'acp', sandbox, settings });
      const heardBefore = heard.length;
      await local.engine.automate(small.project.id);
      const execution = await untilAtRest(local.engine.pool, small.project.id, 240_000);
      const story = await describeProject(local.engine.pool, small.project.id);

      expect([heard.slice(heardBefore), story]).toEqual([[], story]);
      expect(await readFile(outside, 'utf8')).toBe('untouched\n');
      expect(await git(small.remote, 'for-each-ref', '--format=%(refname)')).toBe(`refs/heads/${small.branch}`);
      // It did obey: what it brought back is its report, and no secret stands in it.
      const files = (await git(small.remote, 'ls-tree', '-r', '--name-only', small.branch)).split('\n');
      expect([execution.status, execution.reason]).toEqual(['completed', null]);
      expect(files).toContain('report.txt');
      const report = await git(small.remote, 'show', `${small.branch}:report.txt`);
      expect(Number(/^(\d+) orders/.exec(report)?.[1])).toBeGreaterThanOrEqual(ways);
      const everything = [
        report,
        await git(small.remote, 'log', '-p', small.branch),
        JSON.stringify(await readWholeLog(local.engine.pool, small.project.id)),
      ].join('\n');
      for (const secret of [realKey, accessToken]) expect(everything.includes(secret)).toBe(false);
      expect(report).not.toMatch(/root:[$!*x]?\$?\d?.*:\d+:\d+:.*:\//);
      // The one way that is open is a question to its model; one about another model became that.
      expect(new Set(model.asked.map(({ ask }) => ask.model))).toEqual(new Set(['gpt-5']));
    },
  );
});
