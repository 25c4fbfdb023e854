import { afterEach, expect, test, vi } from 'vitest';
import { available } from './available.ts';

afterEach(() => vi.unstubAllEnvs());

test('what is there is there, and what is missing is left out', () => {
  vi.stubEnv('DEVTEAM_REQUIRE', '');
  expect(available('git', true)).toBe(true);
  expect(available('a unicorn', false)).toBe(false);
});

test('what is required and missing fails by name', () => {
  vi.stubEnv('DEVTEAM_REQUIRE', 'git, a unicorn');
  expect(() => available('a unicorn', false)).toThrow('«a unicorn»');
  expect(available('another thing', false)).toBe(false);
});
