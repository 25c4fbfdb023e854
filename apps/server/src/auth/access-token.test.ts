import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isSameSecret, openAccessToken } from './access-token.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'devteam-token-'));
});
afterEach(() => rm(home, { recursive: true }));

describe('openAccessToken', () => {
  test('makes one at the first start and keeps it', async () => {
    const token = await openAccessToken(home);
    expect(Buffer.from(token, 'base64url').length).toBe(32);
    expect(await openAccessToken(home)).toBe(token);
    expect(await readdir(home)).toEqual(['token']);
    expect((await stat(join(home, 'token'))).mode & 0o777).toBe(0o600);
  });

  test('many at once get the same', async () => {
    const tokens = await Promise.all(Array.from({ length: 50 }, () => openAccessToken(home)));
    expect(new Set(tokens).size).toBe(1);
    expect(`${tokens[0]}\n`).toBe(await readFile(join(home, 'token'), 'utf8'));
    expect(await readdir(home)).toEqual(['token']);
  });

  test('closes a file that others could read', async () => {
    const token = await openAccessToken(home);
    await chmod(join(home, 'token'), 0o644);
    expect(await openAccessToken(home)).toBe(token);
    expect((await stat(join(home, 'token'))).mode & 0o777).toBe(0o600);
  });

  test.each(['', '\n', 'short', 'not a token, but long enough to be taken for one by its length'])(
    'replaces what is none: %j',
    async (text) => {
      await writeFile(join(home, 'token'), text);
      expect(await openAccessToken(home)).toMatch(/^[\w-]{43}$/);
    },
  );
});

test('isSameSecret takes any lengths', () => {
  expect([isSameSecret('a', 'a'), isSameSecret('', 'a'), isSameSecret('a'.repeat(1000), 'a')]).toEqual([true, false, false]);
});
