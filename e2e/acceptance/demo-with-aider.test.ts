import { join } from 'node:path';
import { findAgent } from '@devteam/drivers/executor';
import { openDatabase } from '@devteam/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoProject } from '../../apps/cli/src/demo/demo-projects.ts';
import { remotePath } from '../../apps/cli/src/demo/demo-remotes.ts';
import { loadExamples } from '../../examples/examples.ts';
import { available } from '../../tooling/available.ts';
import { findExampleFaults } from '../support/example-faults.ts';
import { git } from '../support/git.ts';
import { findLeftovers } from '../support/leftovers.ts';
import { buildPageIfStale } from '../support/page-build.ts';
import { startPageCommand } from '../support/page-command.ts';
import { type ScratchDirectory, makeScratchDirectory } from '../support/scratch-directory.ts';
import { type ModelServer, openModelServer } from './model-server/open-model-server.ts';
import { playRecordings } from './model-server/play-recordings.ts';

const agent = await findAgent('aider');
const isThere = available('aider', agent.found);
/** One project is at its stop point, which is more than that another waits for a person. */
const stoppedExitCode = 6;

let scratch: ScratchDirectory;
let server: ModelServer;
beforeAll(async () => {
  scratch = await makeScratchDirectory('demo-aider');
  server = await openModelServer(await playRecordings());
});
afterAll(async () => {
  await server?.close();
  await scratch?.remove();
});

test('without the agent and without a key the demo says what is missing, and starts nothing', async () => {
  const command = startPageCommand(['run', '--silent', 'demo', '--', '--executor', 'aider'], join(scratch.path, 'nothing'));
  command.served.catch(() => undefined);
  const { code } = await command.ended;
  expect(code).toBe(2);
  expect(command.shown()).toMatch(/The executor aider cannot work yet/);
  expect(command.shown()).toMatch(/devteam doctor --install aider/);
  expect(command.shown()).toMatch(/OPENAI_API_KEY|--model-url/);
});

/** Some forty starts of Aider: minutes that CI does not have. */
const isWanted = available('DEVTEAM_TEST_DEMO=aider', process.env['DEVTEAM_TEST_DEMO'] === 'aider');

describe.runIf(isThere && isWanted)('the demo, worked by real Aider', () => {
  test('comes to the ends that its lists lead to, with the same answers as are recorded', { timeout: 900_000 }, async () => {
    await buildPageIfStale();
    const home = join(scratch.path, 'home');
    const agents = agent.found ? join(agent.folders[0] ?? '', '..') : '';
    const command = startPageCommand(['run', '--silent', 'demo', '--', '--executor', 'aider', '--model-url', `${server.url}/v1`], home, {
      DEVTEAM_AGENTS: agents,
    });
    const { code } = await command.ended;
    expect({ code, shown: command.shown() }).toEqual({
      code: stoppedExitCode,
      shown: expect.stringContaining('The stop point is reached') as string,
    });
    const database = await openDatabase({ home, create: false });
    try {
      const faults: string[] = [];
      for (const example of loadExamples()) {
        const remote = remotePath(home, example);
        const firstCommit = await git(remote, 'rev-list', '--max-parents=0', example.branch);
        const project = demoProject(example, { home, executor: 'aider', speed: 1 });
        if (database) faults.push(...(await findExampleFaults(database.pool, { example, project, remote, firstCommit })));
      }
      expect(faults).toEqual([]);
    } finally {
      await database?.close();
    }
    expect(await findLeftovers(home)).toEqual([]);
  });
});
