import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../../../tooling/available.ts';
import { requireSandboxGuards } from './choose-sandbox-driver.ts';
import { findProgram } from './host-programs.ts';
import { listProcesses } from './process-table.ts';
import type { SandboxGuard, SandboxProbe } from './sandbox-port.ts';
import { type PrivateEngine, canOpenPrivateEngine, openPrivateEngine } from './testing/private-engine.ts';
import { type PrivatePodman, canOpenPrivatePodman, openPrivatePodman } from './testing/private-podman.ts';
import { truthFromOutside } from './testing/truth-from-outside.ts';
import { openWatchedSandbox } from './testing/watched-sandbox.ts';

/** What drivers measure from inside, held against what the kernel says outside. */
const isRoot = process.getuid?.() === 0;
const has = {
  docker: available('docker', canOpenPrivateEngine()),
  podman: available('podman', canOpenPrivatePodman()),
  bubblewrap: available('bubblewrap', findProgram('bwrap') !== undefined),
};
const limits = { memoryMegabytes: 192, cpus: 0.5, processes: 77, diskMegabytes: 16 };
const guards: SandboxGuard[] = ['memory', 'cpu', 'processes', 'disk', 'network', 'files', 'privileges'];

let docker: PrivateEngine | undefined;
let podman: PrivatePodman | undefined;
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'devteam-truth-'));
  await writeFile(join(root, 'of-the-host'), 'of the host', { mode: 0o600 });
  if (has.docker) docker = await openPrivateEngine();
  if (has.podman) podman = await openPrivatePodman();
});
afterAll(async () => {
  await docker?.close();
  await podman?.close();
  await rm(root, { recursive: true, force: true });
});

const cases = [
  { name: 'docker', driver: 'docker', isThere: has.docker },
  { name: 'rootless podman', driver: 'docker', isThere: has.podman },
  { name: 'bubblewrap', driver: 'bubblewrap', isThere: has.bubblewrap },
  { name: 'process', driver: 'process', isThere: true },
].filter(({ isThere }) => isThere);

const pidsOf = async (id: string) => (await listProcesses()).filter((one) => one.sandbox === id && one.run !== null).map((one) => one.pid);

/** Whether it is gone soon after it began to hold more than it may; drivers look once a second. */
async function isEnded(id: string): Promise<boolean> {
  for (let tries = 0; tries < 30; tries += 1) {
    if ((await pidsOf(id)).length === 0) return true;
    await sleep(100);
  }
  return false;
}

describe.runIf(isRoot)('what a probe says', () => {
  test.for(cases)('of $name is what the kernel says; what it does not hold is refused', { timeout: 60_000 }, async ({ driver, name }) => {
    const isPodman = name === 'rootless podman';
    const uid = isPodman ? (podman?.uid ?? 0) : 0;
    const id = `truth/${driver}/${process.pid}/${isPodman}`;
    const parent = join(isPodman ? (podman?.folder ?? '') : root, driver);
    await mkdir(parent);
    await chown(parent, uid, uid);
    const engineSocket = isPodman ? podman?.socket : docker?.socket;
    const driverOptions = {
      ...(driver === 'docker' ? { engineSocket, stateFolder: join(parent, 's') } : {}),
      installation: `truth-${process.pid}`,
    };
    const sandbox = await openWatchedSandbox({
      driver,
      driverOptions,
      uid,
      spec: { id, directory: join(parent, 'work'), limits },
      // It fills its disk when told to by a file, after it was looked at.
      command: 'echo up; while [ ! -e fill ]; do sleep 0.1; done; for n in 1 2 3 4; do head -c 8000000 /dev/zero > full-$n; done; sleep 60',
    });
    try {
      const [pid = 0] = await pidsOf(id);
      const seen = truthFromOutside(pid, limits, join(root, 'of-the-host'));
      await writeFile(join(parent, 'work/fill'), '');
      const truth: SandboxProbe['enforces'] = { ...seen, disk: await isEnded(id) };
      const line = (enforces: SandboxProbe['enforces']) => guards.filter((guard) => enforces[guard]).join(' ') || 'nothing';
      console.log(`${name}: the probe says ${line(sandbox.probe.enforces)}; the kernel ${line(truth)}`);
      expect(sandbox.probe.enforces).toEqual(truth);
      const refusalOf = (guard: SandboxGuard) => {
        try {
          requireSandboxGuards(driver, [guard], [{ name: driver, probe: sandbox.probe }]);
          return null;
        } catch (error) {
          return (error as { code: string }).code;
        }
      };
      expect(Object.fromEntries(guards.map((guard) => [guard, refusalOf(guard)]))).toEqual(
        Object.fromEntries(guards.map((guard) => [guard, truth[guard] ? null : 'sandbox_too_weak'])),
      );
    } finally {
      await sandbox.close();
    }
  });
});
