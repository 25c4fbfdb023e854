import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLocalWorkplace } from '../testing/local-workplace.ts';
import { layDownFiles } from './lay-down-files.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'devteam-files-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const within = { timeoutMs: 20_000, signal: new AbortController().signal };
async function workplace() {
  const place = await mkdtemp(join(root, 'place-'));
  await mkdir(join(place, 'work'));
  return { home: join(place, 'home'), at: await openLocalWorkplace(join(place, 'work'), join(place, 'home')) };
}

test('files lie below HOME as they were, for nobody else to read', async () => {
  const { at, home } = await workplace();
  const files = { 'a.txt': 'it\'s $HOME \\n `x` "y"\n\n', 'deep/b.txt': '', 'c.txt': '-n' };
  expect(await layDownFiles(at, 'agent', files, within)).toBeUndefined();
  for (const [name, text] of Object.entries(files)) expect(await readFile(join(home, 'agent', name), 'utf8')).toBe(text);
  expect((await stat(join(home, 'agent', 'a.txt'))).mode & 0o077).toBe(0);
});

test('one longer than an environment can hold comes in pieces, none of which ends within a character', async () => {
  const { at, home } = await workplace();
  const text = 'aé€𝄞'.repeat(40_000);
  expect(await layDownFiles(at, 'agent', { 'long.txt': text, 'short.txt': 'x' }, within)).toBeUndefined();
  expect(await readFile(join(home, 'agent', 'long.txt'), 'utf8')).toBe(text);
});

test('what goes wrong is told, and an abort is one', async () => {
  const { at } = await workplace();
  expect(await layDownFiles(at, 'agent', { a: 'x' }, within)).toBeUndefined();
  expect(await layDownFiles(at, 'agent/a', { b: 'x' }, within)).toMatchObject({
    ended: 'failed',
    said: expect.stringMatching(/not a directory|exists/i),
  });
  expect(await layDownFiles(at, 'agent', { a: 'x' }, { ...within, signal: AbortSignal.abort() })).toMatchObject({ ended: 'canceled' });
});
