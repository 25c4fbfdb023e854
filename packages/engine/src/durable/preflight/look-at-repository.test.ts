import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRepository } from '@devteam/drivers/repository';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LookedRepository } from './inspected-repository.ts';
import { lookAtRepository } from './look-at-repository.ts';

let home: string;
let url: string;

const list = `# Tasks

- [x] 1.1 Lay the ground
- [ ] 1.2 Add the filter
  - Dependencies: 1.3
- [ ] 1.3 Add the page
- [ ] 1.4 Wait for what is not there
  - Dependencies: 9.9
`;

const git = (...args: string[]) => execFileSync('git', ['-C', url, '-c', 'user.name=a', '-c', 'user.email=a@example.test', ...args]);
const commit = async (files: Record<string, string>) => {
  for (const [path, text] of Object.entries(files)) await writeFile(join(url, path), text);
  git('add', '-A');
  git('commit', '-q', '-m', 'more');
};
const look = (more: Partial<LookedRepository> = {}) => {
  const wanted = { url, branch: null, taskListPath: null, settings: {}, ...more };
  return lookAtRepository(openRepository({ directory: join(home, 'mirror.git'), url: wanted.url }), wanted, AbortSignal.timeout(20_000));
};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'look-'));
  url = join(home, 'shop');
  execFileSync('git', ['init', '-q', '-b', 'main', url]);
  await commit({ 'README.md': 'a shop' });
});
afterAll(() => rm(home, { recursive: true, force: true }));

test('says one after the other what a repository lacks, and in the end the order of its tasks', async () => {
  expect(await look()).toMatchObject({
    repository: { branch: 'main', failure: null },
    list: null,
    listFailure: { code: 'task_list_missing', place: 'main' },
    checksFrom: 'none',
    checksFailure: { code: 'no_checks' },
  });

  await commit({ 'task_lists.md': list, 'package.json': JSON.stringify({ scripts: { test: 'node --test' } }) });
  const found = await look();
  expect(found).toMatchObject({ listFailure: null, checksFrom: 'detected', checksFailure: null });
  expect(found.checks.map(({ command }) => command)).toContain('npm test');
  expect(found.list?.order.map(({ id }) => id)).toEqual(['1.3', '1.2']);
  expect(found.list).toMatchObject({ path: 'task_lists.md', completed: 1, total: 4, orderLength: 2, stuckCount: 1 });
  expect(found.list?.stuck).toMatchObject([{ id: '1.4', why: 'has an error in the list' }]);
  const [remark] = found.list?.remarks ?? [];
  expect(remark).toMatchObject({ line: 8, text: '- Dependencies: 9.9' });

  await commit({ '.devteam.yml': 'version: 1\nchecks:\n  - name: unit\n    command: make unit\n' });
  expect(await look()).toMatchObject({ checksFrom: 'file', checks: [{ name: 'unit', command: 'make unit', kind: 'test' }] });
  await commit({ '.devteam.yml': 'version: 1\nchecks: []\n' });
  expect(await look()).toMatchObject({ checks: [], checksFailure: { code: 'checks_config_invalid', place: '.devteam.yml:2' } });
});

test('what was named and is not there is told, not thrown', async () => {
  expect(await look({ branch: 'release' })).toMatchObject({
    repository: { commit: null, failure: { code: 'branch_not_found' } },
    list: null,
  });
  expect(await look({ taskListPath: 'other.md' })).toMatchObject({ list: null, listFailure: { code: 'task_list_missing' } });
  const elsewhere = { url: join(home, 'none'), branch: null, taskListPath: null, settings: {} };
  const repository = openRepository({ directory: join(home, 'none.git'), url: elsewhere.url });
  const found = await lookAtRepository(repository, elsewhere, AbortSignal.timeout(20_000));
  expect(found.repository.failure?.code).toBe('repository_not_found');
});
