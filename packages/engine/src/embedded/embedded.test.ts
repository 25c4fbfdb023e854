import { describe, expect, it } from 'vitest';
import type { LaunchFacts } from './launch-plan.ts';
import { commandOf, nobody, planLaunch } from './launch-plan.ts';
import { parsePostmasterFile, withPid } from './postmaster-file.ts';
import { failureOfOutput, lastLines } from './program-output.ts';
import { serverSettings } from './server-settings.ts';

const ready = ['4711', '/var/lib/devteam/postgres/data', '1795000000', '18564', '', '127.0.0.1', '  1234567     65536', 'ready   ', ''];

describe('postmaster.pid', () => {
  it('is read when the server is ready', () => {
    expect(parsePostmasterFile(ready.join('\n'))).toEqual({
      pid: 4711,
      dataDirectory: '/var/lib/devteam/postgres/data',
      port: 18_564,
      status: 'ready',
    });
  });

  it('is read while the server has written only its first lines', () => {
    expect(parsePostmasterFile('4711\n/data\n1795000000\n')).toEqual({
      pid: 4711,
      dataDirectory: '/data',
      port: undefined,
      status: undefined,
    });
  });

  it('names a single-user server by a negative number', () => {
    expect(parsePostmasterFile('-4711\n/data\n')?.pid).toBe(4711);
  });

  it.each(['', '\n', '4711', 'four\n/data\n', '0\n/data\n', '1.5\n/data\n'])('is nothing when damaged: %j', (text) => {
    expect(parsePostmasterFile(text)).toBeUndefined();
  });

  it('keeps everything but the pid, the shared memory key above all, when it is disowned', () => {
    const lines = withPid(ready.join('\n'), 99).split('\n');
    expect(lines).toEqual(['99', ...ready.slice(1)]);
  });
});

describe('how PostgreSQL is started', () => {
  const root = { uid: 0, gid: 0 };
  const user = { uid: 1000, gid: 1000 };
  const everything: LaunchFacts = {
    self: root,
    dataOwner: undefined,
    installedUsable: true,
    runnerReachesInstalled: true,
    runnerReachesDirectory: true,
    namespaceWorks: true,
    capabilityWorks: true,
  };
  const first = (changes: Partial<LaunchFacts>) => {
    const [way] = planLaunch({ ...everything, ...changes });
    return way && `${way.kind}, ${way.binaries}, for ${way.owner.uid}`;
  };

  it.each<[string, Partial<LaunchFacts>, string | undefined]>([
    ['a normal user: directly', { self: user }, 'direct, installed, for 1000'],
    ['a normal user again, on own data', { self: user, dataOwner: user }, 'direct, installed, for 1000'],
    ['a normal user who may not complete the installed programs', { self: user, installedUsable: false }, 'direct, copied, for 1000'],
    ["a normal user on root's data: no way", { self: user, dataOwner: root }, undefined],
    ['root: as nobody', {}, 'as user, installed, for 65534'],
    ['root, installed where nobody gets: namespace', { runnerReachesInstalled: false }, 'namespace, installed, for 0'],
    ['root, home closed: namespace', { runnerReachesDirectory: false }, 'namespace, installed, for 0'],
    ['root, read-only and incomplete installation', { installedUsable: false }, 'namespace, copied, for 0'],
    ['root without namespaces: copy', { runnerReachesInstalled: false, namespaceWorks: false }, 'as user, copied, for 65534'],
    [
      'root in a container, everything below /root',
      { runnerReachesInstalled: false, runnerReachesDirectory: false, namespaceWorks: false },
      'as user with capability, installed, for 65534',
    ],
    ['root on data of a namespace: stays there', { dataOwner: root }, 'namespace, installed, for 0'],
    ['root on data of a namespace where that works no more', { dataOwner: root, namespaceWorks: false }, 'as user, installed, for 65534'],
    ["root on a user's data: as that user", { dataOwner: user }, 'as user, installed, for 1000'],
    [
      "root on a user's data, installed where the user does not get: never a namespace, which would take the files",
      { dataOwner: user, runnerReachesInstalled: false },
      'as user, copied, for 1000',
    ],
    [
      'root with nothing allowed: no way',
      { runnerReachesInstalled: false, runnerReachesDirectory: false, namespaceWorks: false, capabilityWorks: false },
      undefined,
    ],
  ])('%s', (_, changes, expected) => {
    expect(first(changes)).toBe(expected);
  });

  it('hands the program and its arguments on unchanged in every way', () => {
    for (const kind of ['direct', 'as user', 'namespace', 'as user with capability'] as const) {
      const command = commandOf({ kind, owner: nobody }, '/opt/bin/postgres', ['-D', '/a b']);
      expect([command.file, ...command.args].slice(-3)).toEqual(['/opt/bin/postgres', '-D', '/a b']);
    }
  });
});

describe('the output of a failed program', () => {
  it.each([
    ['FATAL:  could not write to file "pg_wal/xlogtemp.42": No space left on device', 'disk full'],
    ['initdb: error: could not create directory "/x": Permission denied', 'denied'],
    ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', 'port taken'],
    ['FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', 'old server still leaving'],
    ['FATAL:  lock file "postmaster.pid" already exists', 'already running'],
    ['initdb: error while loading shared libraries: libicuuc.so.60: cannot open shared object file', 'library missing'],
    ['spawn /opt/native/bin/initdb ENOENT', 'cannot be run'],
    ["postgres: /lib/libm.so.6: version `GLIBC_2.27' not found", 'cannot be run'],
    ['PANIC:  could not locate a valid checkpoint record', 'other'],
  ])('%s', (output, expected) => {
    expect(failureOfOutput(output)).toBe(expected);
  });

  it('is shortened to its last lines that say something', () => {
    expect(lastLines('a\n\nb  \nc\n\n', 2)).toEqual(['b', 'c']);
  });
});

it('is never open to more than this machine, and never gives up durability', () => {
  const settings = serverSettings(15_433);
  for (const setting of ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'port=15433', 'fsync=on', 'synchronous_commit=on']) {
    expect(settings).toContain(setting);
  }
});
