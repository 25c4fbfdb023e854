import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const packageDirectory = join(dirname(fileURLToPath(import.meta.url)), '..');
const zodDirectory = join(dirname(fileURLToPath(import.meta.resolve('zod'))));

function blockOf(readme: string, language: string): string {
  const block = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1];
  if (block === undefined) throw new Error(`README.md has no block of ${language}`);
  return block;
}

test('the example of the README, run as a stranger would run it, prints what the README says', async () => {
  const readme = await readFile(join(packageDirectory, 'README.md'), 'utf8');
  const directory = await mkdtemp(join(tmpdir(), 'workflow-readme-'));
  try {
    await mkdir(join(directory, 'node_modules', '@devteam'), { recursive: true });
    await symlink(packageDirectory, join(directory, 'node_modules', '@devteam', 'workflow'));
    await symlink(zodDirectory, join(directory, 'node_modules', 'zod'));
    await writeFile(join(directory, 'example.mts'), blockOf(readme, 'ts'));
    const { stdout } = await promisify(execFile)(process.execPath, ['example.mts'], { cwd: directory });
    expect(stdout).toBe(blockOf(readme, 'text'));
  } finally {
    await rm(directory, { recursive: true });
  }
});
