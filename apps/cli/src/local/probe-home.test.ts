import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nearestFolder, probeHome } from './probe-home.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'devteam-probe-test-'));
  await writeFile(join(folder, 'a-file'), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a home that is there, or can be made, is fine; and nothing is left of the probe', async () => {
  await expect(probeHome(folder)).resolves.toBeUndefined();
  await expect(probeHome(join(folder, 'not', 'there', 'yet'))).resolves.toBeUndefined();
  expect(await readdir(folder)).toEqual(['a-file']);
  expect(await nearestFolder(join(folder, 'not', 'there'))).toBe(folder);
});

test.each([
  ['a-file', 'a file and no folder'],
  ['a-file/below', 'ENOTDIR'],
])('%s is none', async (name, why) => {
  await expect(probeHome(join(folder, name))).rejects.toMatchObject({
    code: 'home_not_writable',
    failure: { why: expect.stringContaining(why) },
  });
});

test.runIf(process.platform === 'linux')('a file system that takes no folders is told at once', async () => {
  await expect(probeHome('/proc/no-such-home')).rejects.toMatchObject({ code: 'home_not_writable' });
});
