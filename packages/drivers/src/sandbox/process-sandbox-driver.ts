import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cleanEnvironment, sandboxPath } from './clean-environment.ts';
import { readHostPath } from './config.ts';
import { couldNotStart } from './could-not-start.ts';
import { endProcesses } from './end-processes.ts';
import { type CommandRun, followCommand } from './follow-command.ts';
import { endLeftOvers, ownerMark, refuseSurvivors } from './left-overs.ts';
import { startLocalCommand } from './local-command.ts';
import { checkSpec, makeFolders, ownFolders, refuseImage } from './own-folders.ts';
import { listProcesses } from './process-table.ts';
import { usageOfProcesses } from './process-usage.ts';
import { type Relay, openRelay } from './relay.ts';
import { removeTree } from './remove-tree.ts';
import { marks } from './running-process.ts';
import type { Sandbox, SandboxDriver, SandboxHealth, SandboxProbe, SandboxSpec } from './sandbox-port.ts';

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
  const endLeftOversOf = (meant: (id: string) => boolean) => endLeftOvers(installation, meant);

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
      refuseImage(spec, 'process');
      if (open.has(spec.id)) throw new Error(`The sandbox ${spec.id} is open already; close it before it is made again.`);
      owner ??= ownerMark(installation);
      let relay: Relay | undefined;
      const sandbox = openSandbox(spec, await owner, graceMs, {
        gatewayUrl: () => (relay ? `http://127.0.0.1:${relay.port}` : null),
        forget() {
          relay?.close();
          open.delete(spec.id);
        },
      });
      open.set(spec.id, sandbox);
      try {
        await makeFolders(spec.directory, () => endLeftOversOf((id) => id === spec.id));
        if (spec.gatewaySocket !== undefined) relay = await openRelay({ listen: { port: 0 }, target: () => spec.gatewaySocket });
      } catch (error) {
        open.delete(spec.id);
        throw error;
      }
      return sandbox;
    },

    async close() {},

    reap: (keep) => endLeftOversOf((id) => !keep.has(id)),
  };
  return driver;
}

function openSandbox(
  spec: SandboxSpec,
  owner: string,
  graceMs: number,
  around: { gatewayUrl: () => string | null; forget: () => void },
): Sandbox {
  const directory = resolve(spec.directory);
  const [home, temporary] = ownFolders(directory);
  const path = sandboxPath(readHostPath(), process.execPath);
  const environment = { ...cleanEnvironment({ directory, home, temporary, path }), ...spec.environment };
  const runs = new Set<CommandRun>();
  let count = 0;
  let closing: Promise<void> | undefined;
  let isOver = false;

  const endAll = () => Promise.all([...runs].map((run) => run.kill()));
  const { wallClockSeconds } = spec.limits ?? {};
  const life =
    wallClockSeconds === undefined
      ? undefined
      : setTimeout(() => {
          isOver = true;
          for (const run of runs) void run.kill();
        }, wallClockSeconds * 1000);
  life?.unref();

  const close = async () => {
    clearTimeout(life);
    await endAll();
    // Once all runs have ended, only what left its group can be left, and nothing can where nothing ran.
    if (count > 0) refuseSurvivors(await endProcesses((one) => one.sandbox === spec.id && one.owner === owner, graceMs));
    for (const folder of [home, temporary]) await removeTree(folder);
    around.forget();
  };

  const follow = (options: Parameters<typeof followCommand>[0]): CommandRun => {
    count += 1;
    const runMark = `${spec.id}/${count}`;
    const run = followCommand(options, {
      environment,
      marks: { [marks.sandbox]: spec.id, [marks.run]: runMark, [marks.owner]: owner },
      runMark,
      graceMs,
      limits: spec.limits,
      start: (request, onBytes) => startLocalCommand(request, directory, onBytes),
    });
    runs.add(run);
    void run.result.then(() => runs.delete(run));
    return run;
  };
  const whyNot = () =>
    closing ? `the sandbox ${spec.id} is closed` : isOver ? `the sandbox ${spec.id} is at the end of its time` : undefined;

  return {
    id: spec.id,
    identity: { driver: 'process', isolation: 'none', image: null },
    directory,
    insideDirectory: directory,
    get gatewayUrl() {
      return around.gatewayUrl();
    },
    async run(options) {
      const why = whyNot();
      if (why !== undefined) return couldNotStart(why);
      const result = await follow(options).result;
      return isOver && result.ended === 'killed' ? { ...result, limit: 'wall_clock' } : result;
    },
    start(options) {
      const why = whyNot();
      if (why !== undefined) return { result: Promise.resolve(couldNotStart(why)), write: async () => {}, end() {} };
      const run = follow(options);
      return { result: run.result, write: (bytes) => run.write(bytes), end: () => run.endInput() };
    },
    async usage() {
      const mine = (await listProcesses()).filter((one) => one.sandbox === spec.id && one.owner === owner);
      return { ...usageOfProcesses(mine.map((one) => one.pid)), diskBytes: null };
    },
    async health(): Promise<SandboxHealth> {
      const why = whyNot();
      if (why !== undefined) return { state: 'gone', why, limit: isOver ? 'wall_clock' : null, answeredInMs: null };
      const { ended, durationMs, outputTail } = await follow({ command: ['true'], timeoutMs: 2000 }).result;
      return ended === 'exited'
        ? { state: 'healthy', why: null, limit: null, answeredInMs: durationMs }
        : { state: 'unresponsive', why: `a command ended as ${ended}: ${outputTail}`, limit: null, answeredInMs: null };
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

const nothing = { memory: false, cpu: false, processes: false, disk: false, network: false, files: false, privileges: false };
const usable: SandboxProbe = {
  usable: true,
  why: 'commands run as plain processes with all rights of the user that runs DevTeam',
  isolation: 'none',
  enforces: nothing,
};
const notUsable = (why: string): SandboxProbe => ({ usable: false, why, isolation: 'none', enforces: nothing });
