import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import * as door from './index.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```ts\n([^]*?)^```\n\n```text\n([^]*?)^```/gm)];
const examples = blocks.map(([, code = '', printed = ''], at) => ({ name: /^import \{ (.*) \}/.exec(code)?.[1] ?? '', at, code, printed }));
const separator = '--- the next example ---\n';

let printed: string[];
/** All in one process, each a module of its own, as a stranger's program would be. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'devteam-readme-'));
  try {
    await symlink(join(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'));
    for (const { at, code } of examples) await writeFile(join(folder, `example-${at}.mts`), code);
    const imports = examples.map(({ at }) => `await import('./example-${at}.mts');\nprocess.stdout.write(${JSON.stringify(separator)});\n`);
    await writeFile(join(folder, 'all.mts'), imports.join(''));
    const { stdout } = await promisify(execFile)(process.execPath, ['all.mts'], { cwd: folder });
    printed = stdout.split(separator);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);

test('every example of the README is one that is run', () => {
  expect(examples).toHaveLength(readme.match(/^```ts$/gm)?.length ?? 0);
});

test.each(examples)('the example of $name prints what it says', ({ at, printed: expected }) => {
  expect(printed[at]).toBe(expected);
});

test('every function and value of the package is in its table, and nothing else', () => {
  const table = readme.slice(readme.indexOf('## All doors'), readme.indexOf('- `find…`'));
  const named = [...table.matchAll(/`(\w+)`/g)].map((match) => match[1]);
  expect(new Set(named)).toEqual(new Set(Object.keys(door)));
  expect(named).toHaveLength(new Set(named).size);
});
