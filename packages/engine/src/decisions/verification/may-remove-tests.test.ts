import { expect, test } from 'vitest';
import { mayRemoveTests } from './may-remove-tests.ts';

test.each([
  'test/a.js',
  'src/a.test.ts',
  'a_test.go',
  'tests/test_a.py',
  'spec/a_spec.rb',
  'src/lib.rs',
  'vitest.config.ts',
  'package.json',
  'web/package.json',
  'conftest.py',
  'Makefile',
])('%s may take tests away', (path) => {
  expect(mayRemoveTests(['src/a.ts', path])).toBe(true);
});

test.each(['src/latest.ts', 'contest/a.js', 'src/greatest-hits.py', 'package-lock.json', 'README.md', 'attestation.ts', 'go.sum'])(
  '%s may not',
  (path) => {
    expect(mayRemoveTests([path])).toBe(false);
  },
);
