import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox, SandboxDriver, SandboxLimits, SandboxProbe } from '../sandbox-port.ts';

type Enforces = SandboxProbe['enforces'];

const nothing: Enforces = { memory: false, cpu: false, processes: false, disk: false, network: false, files: false, privileges: false };
const limits = { memoryMegabytes: 160, cpus: 0.25, processes: 48 } satisfies SandboxLimits;
const diskMegabytes = 16;

/** Tries what is promised, in throw-away sandboxes: no version and no setting is believed. Takes about 3 s. */
export async function probeEnclosed(create: SandboxDriver['create'], isolation: SandboxProbe['isolation']): Promise<SandboxProbe> {
  const directory = await mkdtemp(join(tmpdir(), 'devteam-probe-'));
  let count = 0;
  const within = async <T>(wanted: SandboxLimits, body: (sandbox: Sandbox) => Promise<T>): Promise<T> => {
    count += 1;
    const id = `probe/${process.pid}/${performance.now()}/${count}`;
    const sandbox = await create({ id, directory: join(directory, String(count), 'work'), limits: wanted });
    try {
      return await body(sandbox);
    } finally {
      await sandbox.close();
    }
  };
  try {
    const walls = await within({}, (sandbox) => tryWalls(sandbox, directory));
    const [byKernel, disk] = await Promise.all([within(limits, tryLimits), within({ diskMegabytes }, tryDisk)].map(orNothing));
    const enforces = { ...nothing, ...walls, ...byKernel, ...disk };
    const missing = Object.entries(enforces).flatMap(([guard, holds]) => (holds ? [] : guard));
    return { usable: true, why: missing.length > 0 ? `not enforced here: ${missing.join(', ')}` : null, isolation, enforces };
  } catch (error) {
    return { usable: false, why: (error as Error).message, isolation, enforces: nothing };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A limit with which no sandbox can be made is one that is not enforced. */
const orNothing = (attempt: Promise<Partial<Enforces>>): Promise<Partial<Enforces>> => attempt.catch(() => ({}));

const quick = { timeoutMs: 10_000 };

async function tryWalls(sandbox: Sandbox, hostFolder: string): Promise<Partial<Enforces>> {
  const secret = join(hostFolder, 'secret');
  await writeFile(secret, 'of the host', { mode: 0o644 });
  const server = createServer((socket) => socket.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const first = await sandbox.run({ command: 'exit 7', ...quick });
    if (first.exitCode !== 7)
      throw new Error(`a shell command ended as ${first.ended} with exit code ${first.exitCode}: ${first.outputTail}`);
    const read = await sandbox.run({ command: ['cat', secret], ...quick });
    const reach = await sandbox.run({ command: ['node', '-e', reachHost, String(port)], ...quick });
    const status = await sandbox.run({ command: ['cat', '/proc/self/status'], ...quick });
    const unshare = await sandbox.run({ command: 'unshare --user true', ...quick });
    return {
      files: read.exitCode === 1 && !read.outputTail.includes('of the host'),
      network: reach.exitCode === 0,
      privileges: hasNoRights(status.outputTail) && unshare.exitCode !== 0,
    };
  } finally {
    server.close();
  }
}

/** Ends with 0 if neither the host's loopback nor any interface but the sandbox's own loopback is there. */
const reachHost = `
const { networkInterfaces } = require('node:os');
const outside = Object.values(networkInterfaces()).flat().filter((each) => !each.internal);
require('node:net').connect(Number(process.argv[1]), '127.0.0.1')
  .on('connect', () => process.exit(1)).on('error', () => process.exit(outside.length > 0 ? 2 : 0));`;

function hasNoRights(status: string): boolean {
  const has = (field: string, value: RegExp) => new RegExp(`^${field}:\\s*${value.source}$`, 'm').test(status);
  return (
    ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].every((field) => has(field, /0+/)) &&
    has('NoNewPrivs', /1/) &&
    has('Seccomp', /2/) &&
    !has('Uid', /0\s.*/)
  );
}

/** Takes twice what it may, and ends well if nobody stops it. */
const hog = `const all = []; while (all.length < ${2 * limits.memoryMegabytes}) all.push(Buffer.alloc(1 << 20, 1));`;

async function tryLimits(sandbox: Sandbox): Promise<Partial<Enforces>> {
  await sandbox.run({ command: 'while :; do :; done', timeoutMs: 600 });
  const { throttledSeconds } = await sandbox.usage();
  const forks = await sandbox.run({ command: 'for n in $(seq 100); do sleep 20 & done 2>&1; echo all', ...quick });
  const { limit } = await sandbox.run({ command: ['node', '-e', hog], ...quick });
  return {
    // On a busy machine nobody gets a whole processor: what counts is whether it was held back.
    cpu: (throttledSeconds ?? 0) > 0,
    processes: !forks.outputTail.includes('all\n') || /fork|Resource temporarily unavailable/.test(forks.outputTail),
    memory: limit === 'memory',
  };
}

async function tryDisk(sandbox: Sandbox): Promise<Partial<Enforces>> {
  const fill = 'for n in 1 2 3 4; do head -c 8000000 /dev/zero > fill-$n || exit 1; done; sleep 20';
  const { limit } = await sandbox.run({ command: fill, ...quick });
  return { disk: limit === 'disk' };
}
