import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type Server, type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Frame, encodeFrame, encodeJsonFrame, frameKinds, frameReader } from './frames.ts';
import { layOutRunner } from './program.ts';

let folder: string;
let server: Server;
let runner: ChildProcess;
let host: Socket;
let frames: Frame[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'devteam-runner-'));
  server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, 'control'), resolve));
  const program = await layOutRunner(folder);
  runner = spawn(process.execPath, [`${program}/inside/runner.mjs`, folder, folder], { stdio: 'inherit' });
  [host] = (await once(server, 'connection')) as [Socket];
  frames = [];
  host
    .on(
      'data',
      frameReader((frame) => frames.push({ ...frame, content: Buffer.from(frame.content) })),
    )
    .on('error', () => {});
});
afterEach(async () => {
  runner.kill('SIGKILL');
  host.destroy();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const untilFrame = async (kind: number): Promise<Frame> => {
  for (;;) {
    const found = frames.find((frame) => frame.kind === kind);
    if (found) return found;
    await once(host, 'data');
  }
};
const request = (command: string) => ({ command, environment: { PATH: '/usr/bin:/bin' }, runMark: 'x', graceMs: 100, takesInput: false });

describe('the runner', () => {
  test('says hello, runs what it is told, and tells how it ended', async () => {
    expect(JSON.parse((await untilFrame(frameKinds.hello)).content.toString())).toEqual({ gatewayPort: null });
    host.write(encodeJsonFrame(frameKinds.start, 7, request('echo out; echo err >&2; exit 3')));
    const end = await untilFrame(frameKinds.ended);
    expect([end.command, JSON.parse(end.content.toString())]).toEqual([7, { kind: 'ended', exitCode: 3, signal: null }]);
    expect((await untilFrame(frameKinds.stdout)).content.toString()).toBe('out\n');
    expect((await untilFrame(frameKinds.stderr)).content.toString()).toBe('err\n');
  });

  test('leaves when the host lets go', async () => {
    await untilFrame(frameKinds.hello);
    host.destroy();
    expect(await once(runner, 'exit')).toEqual([0, null]);
  });

  test('leaves when its time is over, also if the host holds on', async () => {
    host.write(encodeJsonFrame(frameKinds.life, 0, 0.2));
    expect(await once(runner, 'exit')).toEqual([0, null]);
  });

  test('answers a ping', async () => {
    host.write(encodeFrame(frameKinds.ping, 3));
    expect((await untilFrame(frameKinds.pong)).command).toBe(3);
  });
});
