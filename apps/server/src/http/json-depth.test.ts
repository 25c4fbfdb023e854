import { expect, test } from 'vitest';
import { isTooDeep } from './json-depth.ts';

test('brackets count, text does not', () => {
  expect(isTooDeep('['.repeat(32) + ']'.repeat(32))).toBe(false);
  expect(isTooDeep('['.repeat(33))).toBe(true);
  expect(isTooDeep('{"a":'.repeat(33))).toBe(true);
  expect(isTooDeep(JSON.stringify(`${'['.repeat(99)}"${'{'.repeat(99)}\\`))).toBe(false);
  expect(isTooDeep(JSON.stringify(Array.from({ length: 99 }, () => [[]])))).toBe(false);
});
