import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const made: string[] = [];

/** What the real linter says about these files, with nothing but the rule under test switched on. */
function lint(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'devteam-layers-'));
  made.push(directory);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  mkdirSync(join(directory, 'tooling'), { recursive: true });
  copyFileSync(join(root, 'tooling', 'layers.js'), join(directory, 'tooling', 'layers.js'));
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(directory, '.oxlintrc.json'),
    JSON.stringify({ jsPlugins: ['./tooling/layers.js'], categories: { correctness: 'off' }, rules: { 'house/layers': 'error' } }),
  );
  const { stderr, stdout } = spawnSync(join(root, 'node_modules', '.bin', 'oxlint'), [], { cwd: directory, encoding: 'utf8' });
  return stdout + stderr;
}

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

describe('import directions', () => {
  test('an upward import, a sideways import and an import across members are each reported', () => {
    const said = lint({
      'packages/engine/src/decisions/rule.ts': `import { a } from '../store/a.ts';\nexport const b = a;\n`,
      'packages/engine/src/store/a.ts': 'export const a = 1;\n',
      'packages/drivers/src/executor/x.ts': `export { y } from '../sandbox/y.ts';\n`,
      'packages/drivers/src/sandbox/y.ts': 'export const y = 1;\n',
      'apps/dashboard/src/page.ts': `const engine = await import('@devteam/engine/store');\nexport default engine;\n`,
    });
    expect(said).toContain('packages/engine/src/decisions may not import packages/engine/src/store');
    expect(said).toContain('packages/drivers/src/executor may not import packages/drivers/src/sandbox');
    expect(said).toContain('apps/dashboard may not import packages/engine/src/store');
    expect(said).toContain('Found 0 warnings and 3 errors');
  });

  test('a file that lies in no room is reported', () => {
    expect(lint({ 'packages/extra/src/a.ts': 'export const a = 1;\n' })).toContain('packages/extra/src/a.ts lies in no room');
  });

  test('what the table allows passes', () => {
    const said = lint({
      'packages/engine/src/durable/a.ts': `import { b } from '../store/b.ts';\nimport { c } from '@devteam/workflow';\nexport const a = [b, c];\n`,
      'packages/engine/src/store/b.ts': `import { d } from '@devteam/api';\nexport const b = d;\n`,
    });
    expect(said).toContain('Found 0 warnings and 0 errors');
  });
});
