import { findExecution } from '@devteam/engine/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateEngine, canOpenPrivateEngine, openPrivateEngine } from '../packages/drivers/src/sandbox/testing/private-engine.ts';
import { giveSmallImage } from '../packages/drivers/src/sandbox/testing/small-image.ts';
import { available } from '../tooling/available.ts';
import { describeProject, untilAtRest } from './support/executions.ts';
import { type LocalEngine, startLocalEngine } from './support/local-engine.ts';
import { makeSmallProject } from './support/small-project.ts';

const isThere = available('docker', canOpenPrivateEngine());
const image = 'localhost/customer/own:7';
let engine: PrivateEngine;
let local: LocalEngine;
let digest = '';
let socketBefore: string | undefined;

beforeAll(async () => {
  if (!isThere) return;
  engine = await openPrivateEngine();
  socketBefore = process.env['DEVTEAM_ENGINE_SOCKET'];
  process.env['DEVTEAM_ENGINE_SOCKET'] = engine.socket;
  digest = await giveSmallImage(engine.socket, image);
  local = await startLocalEngine('own-image');
});
afterAll(async () => {
  await local?.close();
  await engine?.close();
  if (socketBefore === undefined) delete process.env['DEVTEAM_ENGINE_SOCKET'];
  else process.env['DEVTEAM_ENGINE_SOCKET'] = socketBefore;
});

async function play(id: string, devcontainer: string) {
  const small = await makeSmallProject({
    directory: local.scratch,
    id,
    files: {
      'task_lists.md': '# Tasks\n\n### 1.1 Greet\n- **Description**: greet\n- **Status**: pending\n',
      '.devcontainer/devcontainer.json': devcontainer,
      'greet.sh': 'echo "Hi!"\n',
    },
    recordings: { '1.1': [{ patch: '--- a/greet.sh\n+++ b/greet.sh\n@@ -1 +1 @@\n-echo "Hi!"\n+echo "Hello!"\n' }] },
    // Which passes in that image, and nowhere else where Git is.
    settings: {
      devcontainer: true,
      checks: [{ name: 'greets', command: 'sh greet.sh | grep Hello && ! ls /usr/bin/git', timeoutSeconds: 60 }],
    },
  });
  await local.engine.saveProject({ ...small.project, sandbox: 'auto' });
  await local.engine.automate(small.project.id);
  await untilAtRest(local.engine.pool, small.project.id);
  const execution = await findExecution(local.engine.pool, small.project.id);
  return { execution, story: await describeProject(local.engine.pool, small.project.id) };
}

describe.runIf(isThere)('a repository with a development container', () => {
  test('its work and its checks run in the image that it names, and the outcome says which one exactly that was', async () => {
    const { execution, story } = await play('own', `// Ours\n{ "image": "${image}", "features": { "x": {} }, }`);
    expect([execution?.status, story]).toEqual(['completed', story]);
    const { rows } = await local.engine.pool.query<{ sandbox: unknown }>(
      `select output::json -> 'sandbox' as sandbox from engine.node where project_id = 'own' and name = 'codeExecution'`,
    );
    expect(rows).toEqual([{ sandbox: { driver: 'docker', isolation: 'container', image: { name: image, digest } } }]);
  });

  test.for([
    ['missing', '{ "image": "nobody/made-this" }', 'nobody/made-this'],
    ['dockerfile', '{ "build": { "dockerfile": "Dockerfile" } }', 'Dockerfile'],
  ] as const)('%s: a person is asked, and told what to do', async ([id, devcontainer, why]) => {
    const { execution, story } = await play(id, devcontainer);
    expect([execution?.reason, story]).toMatchObject([{ code: 'image_unusable', why: expect.stringContaining(why) }, story]);
  });
});
