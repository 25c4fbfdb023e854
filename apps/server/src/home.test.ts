import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openHome } from './home.ts';

let base = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'devteam-home-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

describe('the home directory', () => {
  test('is made with all that leads to it, closed to others, and found again', async () => {
    const home = join(base, 'a', 'b', 'c');
    await openHome(home);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    await expect(openHome(home)).resolves.toBeUndefined();
  });

  test('where a file stands in the way it is refused by name', async () => {
    await writeFile(join(base, 'file'), '');
    await expect(openHome(join(base, 'file', 'home'))).rejects.toMatchObject({
      code: 'home_not_writable',
      place: join(base, 'file', 'home'),
    });
    await expect(openHome(join(base, 'file'))).rejects.toMatchObject({ code: 'home_not_writable' });
  });

  test.runIf(process.platform === 'linux')('below /proc, where nothing can be made, it is refused and does not hang', async () => {
    await expect(openHome('/proc/none/home')).rejects.toMatchObject({ code: 'home_not_writable' });
  });
});
