import { chmod, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanEnvironment } from '../clean-environment.ts';
import { type CommandRun, followCommand } from '../follow-command.ts';
import { couldNotStart } from '../could-not-start.ts';
import { ownFolders } from '../own-folders.ts';
import { type Relay, openRelay } from '../relay.ts';
import { removeTree } from '../remove-tree.ts';
import { marks } from '../running-process.ts';
import { SandboxError } from '../sandbox-error.ts';
import type { Sandbox, SandboxSpec, SandboxUsage } from '../sandbox-port.ts';
import { readCgroup } from './cgroup.ts';
import { type ControlChannel, openControl } from './control-channel.ts';
import { giveAway } from './own-files.ts';
import { type RaiseWalls, type SandboxUser, type Walls, inside } from './walls.ts';
import { watchLimits } from './watch-limits.ts';

/** What all sandboxes with walls have in common, and what their driver decides. */
export interface EnclosedOptions {
  readonly raise: RaiseWalls;
  readonly owner: string;
  readonly user: SandboxUser;
  readonly runner: string;
  /** A fresh folder for the sockets of this sandbox. */
  readonly sockets: string;
  readonly graceMs: number;
  /** Called when nothing of it is left. */
  readonly forget: () => void;
}

const longestStartMs = 30_000;
const longestPingMs = 2000;
/** Over what the driver allows, for one that its owner forgot. */
const extraLifeSeconds = 60;

/** The walls stand, the runner has said hello: commands can run. */
export async function openEnclosedSandbox(spec: SandboxSpec, options: EnclosedOptions): Promise<Sandbox> {
  const directory = resolve(spec.directory);
  const [home, temporary] = ownFolders(directory);
  const limits = spec.limits ?? {};
  const { owner, sockets, user } = options;
  const folders = { work: directory, home, temporary, sockets, runner: options.runner };
  let relay: Relay | undefined;
  let walls: Walls | undefined;
  let channel: ControlChannel;

  const control = await openControl(sockets);
  try {
    // Not everybody's, but everybody who sees it may go in: inside there is nobody else.
    await chmod(sockets, 0o711);
    if (spec.gatewaySocket !== undefined)
      relay = await openRelay({ listen: { path: join(sockets, 'gateway') }, target: spec.gatewaySocket });
    for (const folder of [home, temporary]) await giveAway(folder, user);
    const life = limits.wallClockSeconds === undefined ? '' : String(Math.ceil(limits.wallClockSeconds) + extraLifeSeconds);
    const connected = control.connected(() => void walls?.kill());
    walls = await options.raise({
      id: spec.id,
      owner,
      user,
      folders,
      readOnlyFolders: spec.readOnlyFolders ?? [],
      runnerArguments: [inside.sockets, inside.work, spec.gatewaySocket === undefined ? '' : 'gateway', life],
      limits,
      labels: spec.labels ?? {},
    });
    channel = await firstWord(connected, walls);
  } catch (error) {
    control.close();
    relay?.close();
    await walls?.kill();
    for (const folder of [sockets, home, temporary]) await rm(folder, { recursive: true, force: true });
    throw new SandboxError('sandbox_unavailable', (error as Error).message, { cause: error });
  }
  return enclosedSandbox(spec, { ...options, folders, walls, channel, relay });
}

async function firstWord(connected: Promise<ControlChannel>, walls: Walls): Promise<ControlChannel> {
  const waiting = new AbortController();
  const late = sleep(longestStartMs, `nothing was heard of it for ${longestStartMs / 1000} s`, { signal: waiting.signal });
  const failed = Promise.race([walls.fell, late]).then((why) => {
    throw new Error(`The sandbox did not start: ${why}`);
  });
  // It may still fail when nobody listens any more.
  failed.catch(() => {});
  try {
    return await Promise.race([connected, failed]);
  } finally {
    connected.catch(() => {});
    waiting.abort();
  }
}

function enclosedSandbox(
  spec: SandboxSpec,
  around: EnclosedOptions & {
    folders: { work: string; home: string; temporary: string; sockets: string };
    walls: Walls;
    channel: ControlChannel;
    relay: Relay | undefined;
  },
): Sandbox {
  const { channel, folders, owner, relay, walls } = around;
  const environment = {
    ...cleanEnvironment({ directory: inside.work, home: inside.home, temporary: inside.temporary, path: inside.path }),
    ...spec.environment,
  };
  const { gatewayPort } = channel.hello;
  const runs = new Set<CommandRun>();
  let count = 0;
  let closing: Promise<void> | undefined;
  let goneBecause: string | undefined;
  void channel.lost.then((why) => (goneBecause = why));
  const watch = watchLimits({
    limits: spec.limits ?? {},
    cgroup: walls.cgroup,
    folders: [folders.work, folders.home, folders.temporary],
    end: () => void walls.kill(),
  });

  const whyNot = () => {
    if (closing) return `the sandbox ${spec.id} is closed`;
    return goneBecause === undefined ? undefined : `the sandbox ${spec.id} is gone: ${watch.over ?? goneBecause}`;
  };
  const follow = (options: Parameters<typeof followCommand>[0]): CommandRun => {
    count += 1;
    const runMark = `${spec.id}/${count}`;
    const run = followCommand(options, {
      environment,
      marks: { [marks.sandbox]: spec.id, [marks.run]: runMark, [marks.owner]: owner },
      runMark,
      graceMs: around.graceMs,
      limits: spec.limits,
      start: (request, onBytes) => channel.start(request, onBytes),
      whichLimit: async () => watch.over ?? (watch.killedForMemory() ? 'memory' : null),
    });
    runs.add(run);
    void run.result.then(() => runs.delete(run));
    return run;
  };
  /** What the caller laid there until now was not the sandbox user's. Only once: afterwards something may run that plays with links. */
  let ready: Promise<string | undefined> | undefined;
  const getReady = () =>
    (ready ??= giveAway(folders.work, around.user).then(
      () => undefined,
      (error: Error) => error.message,
    ));
  const whyNotNow = async () => (await getReady()) ?? whyNot();

  const close = async () => {
    watch.stop();
    const ended = Promise.all([...runs].map((run) => run.kill()));
    await walls.kill();
    channel.close();
    await ended;
    relay?.close();
    await rm(folders.sockets, { recursive: true, force: true });
    for (const folder of [folders.home, folders.temporary]) await removeTree(folder);
    around.forget();
  };

  return {
    id: spec.id,
    directory: folders.work,
    insideDirectory: inside.work,
    gatewayUrl: gatewayPort === null ? null : `http://127.0.0.1:${gatewayPort}`,
    async run(options) {
      const why = await whyNotNow();
      return why === undefined ? follow(options).result : couldNotStart(why);
    },
    start(options) {
      const run = whyNotNow().then((why) => {
        return why === undefined ? follow(options) : { result: couldNotStart(why), write: async () => {}, endInput() {} };
      });
      return {
        result: run.then((one) => one.result),
        write: async (bytes) => (await run).write(bytes),
        end: () => void run.then((one) => one.endInput()),
      };
    },
    async usage(): Promise<SandboxUsage> {
      const reading = walls.cgroup && readCgroup(walls.cgroup);
      const { memoryBytes = null, processes = null, processorSeconds = null } = reading ?? {};
      return { memoryBytes, processorSeconds, processes, diskBytes: watch.diskBytes };
    },
    async health() {
      const why = whyNot();
      if (why !== undefined) return { state: 'gone', why, answeredInMs: null };
      const answeredInMs = await channel.ping(longestPingMs);
      if (answeredInMs !== undefined) return { state: 'healthy', why: null, answeredInMs };
      const gone = whyNot();
      return gone === undefined
        ? { state: 'unresponsive', why: `it did not answer within ${longestPingMs / 1000} s`, answeredInMs: null }
        : { state: 'gone', why: gone, answeredInMs: null };
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
