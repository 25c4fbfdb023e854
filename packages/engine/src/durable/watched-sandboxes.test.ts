import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerSandboxDriver, createProcessSandboxDriver } from '@devteam/drivers/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import type { ServiceRow } from '../store/index.ts';
import { watchedSandboxes } from './watched-sandboxes.ts';

async function scene() {
  const directory = await mkdtemp(join(tmpdir(), 'devteam-watched-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const told: ServiceRow[] = [];
  return { directory, told, onService: (service: ServiceRow) => told.push(service) };
}

test('an engine that is away is told once, with what waits for it; an image that is missing is not its trouble', async () => {
  const { directory, onService, told } = await scene();
  const engineSocket = join(directory, 'nobody');
  const driver = watchedSandboxes(createDockerSandboxDriver({ engineSocket, stateFolder: join(directory, 's') }), onService);
  const make = (id: string, image?: string) => driver.create({ id, directory: join(directory, id), image });
  await expect(make('image', 'x')).rejects.toMatchObject({ code: 'sandbox_unavailable' });
  expect(told).toEqual([]);
  for (const id of ['first', 'second']) await expect(make(id)).rejects.toMatchObject({ code: 'sandbox_unavailable' });
  expect(told).toMatchObject([
    { name: 'sandbox docker', state: 'down', why: expect.stringContaining('does not answer'), next: expect.stringContaining('wait') },
  ]);
});

test('one that works is told as up, once', async () => {
  const { directory, onService, told } = await scene();
  const driver = watchedSandboxes(createProcessSandboxDriver(), onService);
  for (const id of ['first', 'second']) await (await driver.create({ id: `watched/${id}`, directory: join(directory, id) })).close();
  expect(told).toMatchObject([{ name: 'sandbox process', state: 'up', why: null, next: null }]);
});
