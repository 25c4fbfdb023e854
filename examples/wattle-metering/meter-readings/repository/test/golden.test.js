import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../src/run.js';

const root = join(import.meta.dirname, '..');
const read = (...path) => readFileSync(join(root, ...path), 'utf8');

for (const name of readdirSync(join(root, 'test/golden')).toSorted()) {
  test(`golden: ${name}`, () => {
    const args = read('test/golden', name, 'command.txt').trim().split(' ');
    const { lines, exitCode } = run(args, (file) => read(file));
    assert.equal([...lines, `exit code ${exitCode}`, ''].join('\n'), read('test/golden', name, 'expected.txt'));
  });
}
