import { expect, test } from 'vitest';
import { isOutside } from './is-outside.ts';

test.for([
  ['a.js', false],
  ['/work/a.js', false],
  ['/work/deep/../a.js', false],
  ['.github/workflows/x.yml', false],
  ['.gitignore', false],
  ['../a.js', true],
  ['deep/../../a.js', true],
  ['/work/../etc/passwd', true],
  ['/workshop/a.js', true],
  ['/etc/passwd', true],
  ['/work', true],
  ['.', true],
  ['.git/hooks/x', true],
  ['deep/.GIT/config', true],
] as const)('%s is outside: %s', ([path, expected]) => {
  expect(isOutside('/work', path)).toBe(expected);
  expect(isOutside('/work/', path)).toBe(expected);
});
