import { execFile, spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { sandboxPath } from './clean-environment.ts';
import { findStartOf, listProcesses, parseProcessList } from './process-table.ts';

test('a process is listed with its marks, parent and group, and has a start', async () => {
  const env = { DEVTEAM_SANDBOX: 'a/b', DEVTEAM_SANDBOX_RUN: 'a/b/1', OTHER: 'x' };
  const child = execFile('/bin/sleep', ['20'], { env });
  const found = (await listProcesses()).find((one) => one.pid === child.pid);
  const starts = [await findStartOf(child.pid ?? 0), await findStartOf(child.pid ?? 0)];
  child.kill('SIGKILL');
  expect(found).toMatchObject({ parentPid: process.pid, sandbox: 'a/b', run: 'a/b/1', owner: null });
  expect(starts[0]).toMatch(/./);
  expect(starts[1]).toBe(starts[0]);
  await new Promise((ended) => child.once('exit', ended));
  expect(await findStartOf(child.pid ?? 0)).toBeNull();
});

test('a process that was seen without marks is found by those that it has after it executed another program', async () => {
  const child = spawn('/bin/sh', ['-c', 'read go; exec env DEVTEAM_SANDBOX=a/b sleep 20'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  });
  const find = async () => (await listProcesses()).find((one) => one.pid === child.pid)?.sandbox;
  expect([await find(), await find()]).toEqual([null, null]);
  child.stdin.end('\n');
  await expect.poll(find, { timeout: 10_000, interval: 20 }).toBe('a/b');
  child.kill('SIGKILL');
});

test('the list of ps on macOS is read, without zombies and without names that only look like marks', () => {
  const list = `
    1     0     1 Ss   /sbin/launchd
  412     1   400 S+   sh -c sleep 9 PATH=/bin DEVTEAM_SANDBOX=e/1.3/2 XDEVTEAM_SANDBOX_RUN=no DEVTEAM_SANDBOX_OWNER=devteam/9/Mon-1
  413   412   400 Z    (sleep)
`;
  expect(parseProcessList(list)).toEqual([
    { pid: 1, parentPid: 0, groupId: 1, sandbox: null, run: null, owner: null },
    { pid: 412, parentPid: 1, groupId: 400, sandbox: 'e/1.3/2', run: null, owner: 'devteam/9/Mon-1' },
  ]);
});

test("the path begins with our Node's folder and leaves out npm's own and relative ones", () => {
  const host = '/repo/node_modules/.bin:.:/usr/bin::/opt/node/bin:/usr/lib/node_modules/npm/x:/usr/bin:bin';
  expect(sandboxPath(host, '/repo/node_modules/node/bin/node')).toBe('/repo/node_modules/node/bin:/usr/bin:/opt/node/bin');
  expect(sandboxPath(undefined, '/opt/bin/node')).toBe('/opt/bin:/usr/local/bin:/usr/bin:/bin');
});
