import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { cleanEnvironment, sandboxPath } from './clean-environment.ts';
import { readHostPath } from './config.ts';
import { endProcesses } from './end-processes.ts';
import { findStartOf, listProcesses } from './process-table.ts';
import { type ProcessRun, startProcessRun } from './process-run.ts';
import { removeTree } from './remove-tree.ts';
import { type RunningProcess, marks } from './running-process.ts';
import type { Sandbox, SandboxDriver, SandboxProbe, SandboxSpec } from './sandbox-port.ts';

export interface ProcessSandboxOptions {
  /** Keeps installations on one machine apart: `reap` only sees sandboxes of its own. Without white space and slashes. `devteam` unless told. */
  readonly installation?: string | undefined;
  /** Time between SIGTERM and SIGKILL; 500 ms unless told. */
  readonly graceMs?: number | undefined;
}

/**
 * Runs commands as plain processes of this machine, each in a session of its own. It keeps order (deadlines, orphans, a clean environment) but keeps
 * nobody out: code in it can read what the user that runs DevTeam can read, reach the network, and use all memory. For one's own repositories and for tests.
 *
 * Processes are found by variables in their environment, so also after they left their group and lost their parent. What does all three, leave, detach and
 * start over with an empty environment, is beyond this driver; a container or namespace is the answer to that.
 */
export function createProcessSandboxDriver(options: ProcessSandboxOptions = {}): SandboxDriver {
  const installation = options.installation ?? 'devteam';
  const graceMs = options.graceMs ?? 500;
  const open = new Map<string, Sandbox>();
  let owner: Promise<string> | undefined;

  /** Ends those sandboxes of the installation that nobody owns any more and that are meant; resolves to their ids. */
  const endLeftOvers = async (meant: (id: string) => boolean): Promise<string[]> => {
    const dead = new Map<string, boolean>();
    const running = await listProcesses();
    for (const one of running) {
      if (one.owner === null || one.sandbox === null || !meant(one.sandbox) || dead.has(one.owner)) continue;
      const [name, pid, start] = one.owner.split('/');
      dead.set(one.owner, name === installation && (await findStartOf(Number(pid))) !== start);
    }
    const isLeftOver = (one: RunningProcess) =>
      one.owner !== null && one.sandbox !== null && meant(one.sandbox) && dead.get(one.owner) === true;
    const ids = new Set(running.filter(isLeftOver).map((one) => one.sandbox ?? ''));
    refuseSurvivors(await endProcesses(isLeftOver, 0, running));
    return [...ids].toSorted();
  };

  const driver: SandboxDriver = {
    name: 'process',
    label: 'process, not isolated',

    async probe() {
      const directory = await mkdtemp(join(tmpdir(), 'devteam-probe-'));
      try {
        const sandbox = await driver.create({ id: `probe/${process.pid}/${performance.now()}`, directory: join(directory, 'work') });
        const { ended, exitCode, outputTail } = await sandbox.run({ command: 'exit 7', timeoutMs: 10_000 });
        await sandbox.close();
        return exitCode === 7 ? usable : notUsable(`a shell command ended as ${ended} with exit code ${exitCode}: ${outputTail}`);
      } catch (error) {
        return notUsable((error as Error).message);
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },

    async create(spec) {
      checkSpec(spec);
      if (open.has(spec.id)) throw new Error(`The sandbox ${spec.id} is open already; close it before it is made again.`);
      owner ??= findStartOf(process.pid).then((start) => `${installation}/${process.pid}/${start}`);
      const sandbox = openSandbox(spec, await owner, graceMs, () => open.delete(spec.id));
      open.set(spec.id, sandbox);
      try {
        await mkdir(spec.directory, { recursive: true });
        // Both are made before anything runs and removed after the last of it was ended. Where neither is, no ghost can be, and a look at all
        // processes is spared. Two, because a command may well remove its home.
        if (!(await makeOwnFolders(spec.directory))) {
          await endLeftOvers((id) => id === spec.id);
          for (const folder of ownFolders(spec.directory)) await removeTree(folder);
          if (!(await makeOwnFolders(spec.directory)))
            throw new Error(
              `Another sandbox is being made in ${spec.directory}: its home or temporary folder came back as soon as it was removed. Give each sandbox a folder of its own.`,
            );
        }
      } catch (error) {
        open.delete(spec.id);
        throw error;
      }
      return sandbox;
    },

    reap: (keep) => endLeftOvers((id) => !keep.has(id)),
  };
  return driver;
}

function openSandbox(spec: SandboxSpec, owner: string, graceMs: number, forget: () => void): Sandbox {
  const directory = resolve(spec.directory);
  const [home, temporary] = ownFolders(directory);
  const path = sandboxPath(readHostPath(), process.execPath);
  const environment = { ...cleanEnvironment({ directory, home, temporary, path }), ...spec.environment };
  const runs = new Set<ProcessRun>();
  let count = 0;
  let closing: Promise<void> | undefined;

  const close = async () => {
    await Promise.all([...runs].map((run) => run.kill()));
    // Once all runs have ended, only what left its group can be left, and nothing can where nothing ran.
    if (count > 0) refuseSurvivors(await endProcesses((one) => one.sandbox === spec.id && one.owner === owner, graceMs));
    for (const folder of [home, temporary]) await removeTree(folder);
    forget();
  };

  return {
    id: spec.id,
    directory,
    async run(options) {
      if (closing)
        return { ended: 'could_not_start', exitCode: null, signal: null, durationMs: 0, outputTail: `the sandbox ${spec.id} is closed\n` };
      count += 1;
      const runMark = `${spec.id}/${count}`;
      const run = startProcessRun(options, {
        directory,
        environment,
        marks: { [marks.sandbox]: spec.id, [marks.run]: runMark, [marks.owner]: owner },
        runMark,
        graceMs,
        outputCharacters: spec.limits?.outputCharacters ?? 4_000_000,
        outputTailCharacters: spec.limits?.outputTailCharacters ?? 32_768,
      });
      runs.add(run);
      const result = await run.result;
      runs.delete(run);
      return result;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

const ownFolders = (directory: string) => [`${resolve(directory)}.home`, `${resolve(directory)}.tmp`] as const;

/** Whether neither was there. If one was, the other may have been made now. */
async function makeOwnFolders(directory: string): Promise<boolean> {
  try {
    for (const folder of ownFolders(directory)) await mkdir(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function checkSpec(spec: SandboxSpec): void {
  if (!/^[^\s\0]{1,200}$/.test(spec.id))
    throw new Error(`A sandbox id is 1 to 200 characters without white space, not ${JSON.stringify(spec.id)}.`);
  if (!isAbsolute(spec.directory))
    throw new Error(`The work folder of sandbox ${spec.id} must be an absolute path, not ${spec.directory}.`);
}

function refuseSurvivors(survivors: readonly RunningProcess[]): void {
  if (survivors.length === 0) return;
  const list = survivors.map((one) => `${one.pid} (sandbox ${one.sandbox ?? 'unmarked'})`).join(', ');
  throw new Error(
    `These processes could not be killed: ${list}. Look at them with ps; they may belong to another user or hang in the kernel.`,
  );
}

const nothing = { memory: false, cpu: false, processes: false, disk: false, network: false, files: false };
const usable: SandboxProbe = {
  usable: true,
  why: 'commands run as plain processes with all rights of the user that runs DevTeam',
  isolation: 'none',
  enforces: nothing,
};
const notUsable = (why: string): SandboxProbe => ({ usable: false, why, isolation: 'none', enforces: nothing });
