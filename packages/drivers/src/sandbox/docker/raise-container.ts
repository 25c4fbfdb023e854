import { readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeEtcFiles } from '../enclosed/etc-files.ts';
import { findCgroupOf } from '../enclosed/find-cgroup.ts';
import { layFile } from '../enclosed/lay-file.ts';
import type { RaiseWalls, SandboxUser, Walls } from '../enclosed/walls.ts';
import { findStartOf } from '../process-table.ts';
import { engineSeccompProfile } from '../syscalls/engine-profile.ts';
import { type ContainerGround, containerSpec } from './container-spec.ts';
import { type EngineClient, EngineLost, EngineRefusal } from './engine-client.ts';
import { findImage } from './find-image.ts';

/** At most so many are made at a time: more only wait for each other in the engine. */
const mostAtOnce = 4;
const mostSaid = 4000;
const longestRemovalMs = 20_000;

/** What is the same for all images. */
type EngineGround = Omit<ContainerGround, 'image' | 'hostFolders'>;

/** Raises walls by a container engine: one container, in which the runner is the only thing that was started. */
export function createRaiseContainer(
  engine: EngineClient,
  options: { state: string; user: SandboxUser; installation: string; image: string; runtime: string | undefined },
): RaiseWalls {
  let prepared: Promise<EngineGround> | undefined;
  const makeOneOfFew = limitTo(mostAtOnce);
  return async (plan) => {
    prepared ??= prepareGround(engine, options);
    // The engine may be there the next time.
    prepared.catch(() => (prepared = undefined));
    const engineGround = await prepared;
    return makeOneOfFew(async () => {
      const { identity, ...imageGround } = await findImage(engine, plan.image ?? options.image);
      const ground = { ...engineGround, ...imageGround };
      const name = nameFor(plan.id);
      try {
        const { Id: id } = await engine.call<{ Id: string }>(
          'POST',
          `/containers/create?name=${name}`,
          containerSpec(plan, ground, Date.now()),
        );
        let said = '';
        const attached = await engine.attach(id, (bytes) => {
          said += bytes.toString('latin1').replaceAll(/[^\x20-\x7e\n]+/g, '');
          // Only what it says before it is up is of interest; others inside may write there too, and without end.
          if (said.length > mostSaid) attached.close();
        });
        await engine.call('POST', `/containers/${id}/start`);
        const fell = attached.ended.then(() => `the container ended: ${said.trim() || 'it said nothing'}`);
        return { ...(await wallsOf(engine, id, fell)), image: identity };
      } catch (error) {
        // An engine that died may have made it before.
        await removeContainer(engine, name).catch(() => removeWhenBack(engine, name));
        throw error;
      }
    });
  };
}

async function prepareGround(
  engine: EngineClient,
  { installation, runtime, state, user }: Parameters<typeof createRaiseContainer>[1],
): Promise<EngineGround> {
  const { Components = [] } = await engine.call<{ Components?: { Name: string }[] }>('GET', '/version');
  const isPodman = Components.some((one) => one.Name.startsWith('Podman'));
  // Only Podman says so here.
  const { Rootless: isRootless = false } = await engine.call<{ Rootless?: boolean }>('GET', '/info');
  const profile = await layFile(state, 'system-calls.json', engineSeccompProfile());
  return {
    runtime,
    // The one wants it itself, the other the path of its file, and each refuses the other's.
    seccomp: isPodman ? profile : engineSeccompProfile(),
    ulimits: isPodman ? { nproc: 32_768 } : {},
    // Without it the user inside is one of those that the engine may hand out, and the files outside are not its own.
    userNamespace: isRootless ? 'keep-id' : undefined,
    etc: await writeEtcFiles(state, user),
    node: process.platform === 'linux' ? process.execPath : undefined,
    installation,
    processNamespace: processNamespace(),
  };
}

async function wallsOf(engine: EngineClient, id: string, fell: Promise<string>): Promise<Omit<Walls, 'image'>> {
  const { State } = await engine.call<{ State: { Pid: number } }>('GET', `/containers/${id}/json`);
  const pid = State.Pid;
  const start = pid > 0 ? await findStartOf(pid) : null;
  let killing: Promise<void> | undefined;
  const kill = async () => {
    try {
      await removeContainer(engine, id);
    } catch (error) {
      if (!(error instanceof EngineLost)) throw error;
      removeWhenBack(engine, id);
      // Without its engine a container runs on. Its first process is ours to end, if that is the one we know.
      if (start === null || (await findStartOf(pid)) !== start) return;
      process.kill(pid, 'SIGKILL');
      while ((await findStartOf(pid)) === start) await sleep(10);
    }
  };
  return {
    fell,
    rename(sandbox) {
      void engine.call('POST', `/containers/${id}/rename?name=${nameFor(sandbox)}`).catch(() => {});
    },
    cgroup: start === null ? undefined : findCgroupOf(pid),
    kill() {
      killing ??= kill();
      return killing;
    },
  };
}

/**
 * Ends it and waits until it is gone. One that is gone, or that somebody else removes just now, is what was wanted; one that is just about to end by itself is
 * refused by some engines for a moment.
 */
export async function removeContainer(engine: EngineClient, id: string): Promise<void> {
  const giveUp = performance.now() + longestRemovalMs;
  for (;;) {
    try {
      await engine.call('DELETE', `/containers/${id}?force=1&v=1`);
      return;
    } catch (error) {
      if (error instanceof EngineRefusal && error.status === 404) return;
      const mayPass = error instanceof EngineRefusal && (error.status === 409 || error.status >= 500);
      if (!mayPass || performance.now() > giveUp) throw error;
      await sleep(20);
    }
  }
}

const patienceMs = 600_000;
const lookAgainMs = 500;

/** Of an engine that is away. Nobody waits for it, and should this process end before, the next worker removes what has no owner. */
function removeWhenBack(engine: EngineClient, container: string): void {
  const giveUp = performance.now() + patienceMs;
  const look = () => {
    const again = () => void (performance.now() < giveUp && setTimeout(look, lookAgainMs).unref());
    removeContainer(engine, container).catch(again);
  };
  setTimeout(look, lookAgainMs).unref();
}

/** Process numbers of an owner mean something only in its own namespace. */
export function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return 'none';
  }
}

let names = 0;
/** For people who look at what runs; unique by what follows. */
function nameFor(id: string): string {
  names += 1;
  const readable = id.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 60);
  return `devteam-${readable}-${process.pid}-${names}-${Date.now().toString(36)}`;
}

function limitTo(most: number): <T>(body: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (body) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await body();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
