import { cleanEnvironment } from '../clean-environment.ts';
import { couldNotStart } from '../could-not-start.ts';
import { withDescendants } from '../end-processes.ts';
import { type CommandRun, followCommand } from '../follow-command.ts';
import { listProcesses } from '../process-table.ts';
import { usageOfProcesses } from '../process-usage.ts';
import { removeTree } from '../remove-tree.ts';
import { marks } from '../running-process.ts';
import type { RunResult, Sandbox, SandboxHealth, SandboxIdentity, SandboxSpec, SandboxUsage } from '../sandbox-port.ts';
import { readCgroup } from './cgroup.ts';
import { giveAway } from './own-files.ts';
import type { RaisedSandbox } from './raise-sandbox.ts';
import { inside } from './walls.ts';
import { watchLimits } from './watch-limits.ts';

const longestPingMs = 2000;
/** How long the inside outlives the time it is given, so that the host can say first why it ends. */
const extraLifeSeconds = 60;

/** A sandbox of what was raised for it, now or before. `forget` is called when nothing of it is left. */
export function enclosedSandbox(
  spec: SandboxSpec,
  around: RaisedSandbox & { identity: SandboxIdentity; graceMs: number; forget: () => void },
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
  const { wallClockSeconds } = spec.limits ?? {};
  if (wallClockSeconds !== undefined) channel.live(wallClockSeconds + extraLifeSeconds);
  const watch = watchLimits({
    limits: spec.limits ?? {},
    cgroup: walls.cgroup,
    folders: [folders.work, folders.home, folders.temporary],
    end: () => void walls.kill(),
  });

  let hasFilledMemory = false;
  const whichLimit = (): RunResult['limit'] => {
    const killedNow = watch.killedForMemory();
    hasFilledMemory ||= killedNow;
    return watch.over ?? (killedNow ? 'memory' : null);
  };
  const whyNot = () => {
    if (closing) return `the sandbox ${spec.id} is closed`;
    return goneBecause === undefined ? undefined : `the sandbox ${spec.id} is gone: ${watch.over ?? goneBecause}`;
  };
  const gone = (why: string): SandboxHealth => ({
    state: 'gone',
    why,
    limit: whichLimit() ?? (hasFilledMemory ? 'memory' : null),
    answeredInMs: null,
  });
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
      whichLimit: async () => whichLimit(),
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
    for (const folder of [folders.sockets, folders.home, folders.temporary]) await removeTree(folder);
    around.forget();
  };

  return {
    id: spec.id,
    identity: around.identity,
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
      const counted = walls.cgroup ? readCgroup(walls.cgroup) : usageOfProcesses(await pidsOf(spec.id, owner));
      const { memoryBytes = null, processes = null, processorSeconds = null, throttledSeconds = null } = counted ?? {};
      return { memoryBytes, processorSeconds, throttledSeconds, processes, diskBytes: watch.diskBytes };
    },
    async health() {
      const why = whyNot();
      if (why !== undefined) return gone(why);
      const answeredInMs = await channel.ping(longestPingMs);
      if (answeredInMs !== undefined) return { state: 'healthy', why: null, limit: null, answeredInMs };
      const since = whyNot();
      if (since !== undefined) return gone(since);
      return { state: 'unresponsive', why: `it did not answer within ${longestPingMs / 1000} s`, limit: null, answeredInMs: null };
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Where nobody counts for us: the processes that carry its marks, and what they started. */
async function pidsOf(id: string, owner: string): Promise<number[]> {
  return withDescendants(await listProcesses(), (one) => one.sandbox === id && one.owner === owner).map((one) => one.pid);
}
