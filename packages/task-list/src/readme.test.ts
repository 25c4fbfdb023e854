import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as door from './index.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```ts\n([^]*?)^```\n\n```text\n([^]*?)^```/gm)];
const examples = blocks.map(([, code = '', printed = ''], at) => ({ name: /^import \{ (.*) \}/.exec(code)?.[1] ?? '', at, code, printed }));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'devteam-readme-'));
  await symlink(join(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rm(folder, { recursive: true }));

test('every example of the README is one that is run', () => {
  expect(examples).toHaveLength(readme.match(/^```ts$/gm)?.length ?? 0);
});

test.concurrent.each(examples)('the example of $name prints what it says', async ({ at, code, printed }) => {
  const file = join(folder, `example-${at}.mts`);
  await writeFile(file, code);
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  expect(stdout).toBe(printed);
});

test('every function and value of the package is in its table, and nothing else', () => {
  const table = readme.slice(readme.indexOf('## All doors'), readme.indexOf('- `find…`'));
  const named = [...table.matchAll(/`(\w+)`/g)].map((match) => match[1]);
  expect(new Set(named)).toEqual(new Set(Object.keys(door)));
  expect(named).toHaveLength(new Set(named).size);
});
