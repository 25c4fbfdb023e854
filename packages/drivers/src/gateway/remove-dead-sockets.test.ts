import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeDeadSockets } from './index.ts';

test('the socket of a worker that was killed goes, that of a living one and what is none of ours stay', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'devteam-dead-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const living = createServer().listen(join(directory, 'gw-living.sock'));
  onTestFinished(() => void living.close());
  const script = `require('node:net').createServer().listen(process.argv[1], () => console.log('up'))`;
  const worker = spawn(process.execPath, ['-e', script, join(directory, 'gw-dead.sock')], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(worker.stdout, 'data');
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  await writeFile(join(directory, 'notes.txt'), '');
  await removeDeadSockets(directory);
  expect((await readdir(directory)).toSorted()).toEqual(['gw-living.sock', 'notes.txt']);
  await expect(removeDeadSockets(join(directory, 'missing'))).resolves.toBeUndefined();
});
