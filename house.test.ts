import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Rules of this house that are too odd for a linter. */

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: Record<string, string> };

test('tests run on the Node that package.json pins', () => {
  expect(process.versions.node).toBe(manifest.devDependencies['node']);
});

test('every dependency of every member is pinned to one exact version', () => {
  const files = execFileSync('git', ['ls-files', '*package.json', ':!examples'], { encoding: 'utf8' }).trim().split('\n');
  for (const file of files) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      expect(version, `${file}: ${name}`).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
  }
});

test('AGENTS.md stays short enough to be read', () => {
  expect(readFileSync('AGENTS.md', 'utf8').split('\n').length).toBeLessThanOrEqual(61);
});
