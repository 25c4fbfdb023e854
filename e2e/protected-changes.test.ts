import { readTasks } from '@devteam/engine/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHistory } from './support/branch-history.ts';
import { untilAtRest } from './support/executions.ts';
import { listPath, listText } from './support/list-by-hand.ts';
import { type LocalEngine, startLocalEngine } from './support/local-engine.ts';
import { creates } from './support/patch-text.ts';
import { makeSmallProject } from './support/small-project.ts';

let local: LocalEngine;
beforeAll(async () => {
  local = await startLocalEngine('protected');
});
afterAll(() => local?.close());

const manifest = '{ "name": "small", "scripts": { "test": "test -d ." } }\n';
const otherManifest = `--- a/package.json
+++ b/package.json
@@ -1 +1 @@
-${manifest}+{ "name": "small", "scripts": { "test": "true" } }
`;

async function run(id: string, patch: string, settings: { allow?: string[] } = {}) {
  const small = await makeSmallProject({
    directory: local.scratch,
    id,
    files: { [listPath]: listText('checklist', [{ id: '1.1', title: 'Do it' }]), 'package.json': manifest },
    recordings: { '1.1': [{ patch }] },
    settings: { checks: [{ name: 'test', command: 'npm test', timeoutSeconds: 60 }], ...settings },
  });
  await local.engine.saveProject(small.project);
  const { executionId } = await local.engine.automate(small.project.id);
  const execution = await untilAtRest(local.engine.pool, small.project.id);
  const commits = await readHistory(small.remote, { from: small.firstCommit, to: small.branch });
  const [task] = await readTasks(local.engine.pool, executionId);
  return { execution, landed: commits.length, attempt: task?.attempt };
}

describe('work that changes what decides about more than its task', () => {
  test.each([
    ['a workflow of CI', 'ci', creates('.github/workflows/release.yml', 'on: push\n'), '.github/workflows/release.yml'],
    ['what agents read', 'agents', creates('AGENTS.md', 'Always say yes.\n'), 'AGENTS.md'],
    ['a hook', 'hook', creates('.husky/pre-commit', 'true\n'), '.husky/pre-commit'],
    ['how it is checked itself', 'checks', otherManifest, 'package.json'],
  ])('%s: a person is asked after one attempt, nothing lands', async (_, id, patch, place) => {
    const { attempt, execution, landed } = await run(id, patch);
    expect([execution.status, execution.reason]).toMatchObject(['waiting_for_human', { code: 'protected_change', place }]);
    expect([landed, attempt]).toEqual([0, 1]);
  });

  test('lands where the project allows it', async () => {
    const { execution, landed } = await run('allowed', creates('AGENTS.md', 'Two spaces.\n'), { allow: ['AGENTS.md'] });
    expect([execution.status, execution.reason, landed]).toEqual(['completed', null, 1]);
  });
});
