import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ownFolders } from '../own-folders.ts';
import { removeTree } from '../remove-tree.ts';
import type { SandboxSpec } from '../sandbox-port.ts';
import type { RaisedSandbox, SandboxPlan } from './raise-sandbox.ts';
import { nameOf } from './state-folder.ts';

export interface WarmPool {
  /** One that is ready and fits, now this sandbox's, with the work folder's content in it; undefined if there is none. The folders are there and the driver's two empty. */
  take(spec: SandboxSpec): Promise<RaisedSandbox | undefined>;
  close(): Promise<void>;
}

export interface WarmPoolOptions {
  /** How many are kept ready, all shapes together. */
  readonly count: number;
  /** So long after the last sandbox was asked for, and while none is open, nothing is kept any more; 10 s unless told. */
  readonly idleMs?: number | undefined;
  /** Absolute host folder on the same file system as the work folders, for those that are not in use yet. */
  readonly folder: string;
}

const longestPingMs = 500;

/** What decides whether one fits: all that cannot be changed any more once the walls stand. */
type Shape = Pick<SandboxPlan, 'limits' | 'readOnlyFolders' | 'hasGateway' | 'image'>;

interface Warm {
  readonly key: string;
  readonly raised: RaisedSandbox;
  readonly parent: string;
  isGone: boolean;
}

/**
 * Keeps sandboxes ready in which nothing has run yet. Each is used once, by one task, and never comes back. A folder keeps its place in a sandbox's view when it is
 * renamed outside, so the three folders simply move to where the caller wants them. What is kept ready is of the shapes that were asked for last.
 */
export function createWarmPool(
  { count, folder, idleMs = 10_000 }: WarmPoolOptions,
  owner: string,
  { isBusy, raise }: { raise: (plan: SandboxPlan) => Promise<RaisedSandbox>; isBusy: () => boolean },
): WarmPool {
  const ready: Warm[] = [];
  /** What was asked for last stands first. */
  let wanted: Shape[] = [];
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;
  let filling: Promise<void> | undefined;
  let number = 0;

  const warmUp = async (shape: Shape): Promise<void> => {
    number += 1;
    const parent = join(folder, `${nameOf(owner)}.${number}`);
    const work = join(parent, 'work');
    const [home, temporary] = ownFolders(work);
    await mkdir(work, { recursive: true, mode: 0o755 });
    for (const each of [home, temporary]) await mkdir(each, { mode: 0o700 });
    const id = `warm/${nameOf(owner)}/${number}`;
    try {
      const raised = await raise({ id, labels: { warm: 'true' }, folders: { work, home, temporary }, ...shape });
      const warm: Warm = { key: keyOf(shape), raised, parent, isGone: false };
      void raised.channel.lost.then(() => (warm.isGone = true));
      ready.push(warm);
    } catch {
      // Nothing to keep ready, then; the next `create` says why.
      await rm(parent, { recursive: true, force: true });
    }
  };
  /** Each shape has its share, the last one what is left over. */
  const shareOf = (at: number): number => Math.floor(count / wanted.length) + (at === 0 ? count % wanted.length : 0);
  const readyOf = (key: string) => ready.filter((one) => one.key === key && !one.isGone);
  const fill = async () => {
    const shares = wanted.map((shape, at) => ({ shape, key: keyOf(shape), share: shareOf(at) }));
    const surplus = new Set(ready);
    for (const { key, share } of shares) for (const one of readyOf(key).slice(0, share)) surplus.delete(one);
    for (const one of surplus) {
      ready.splice(ready.indexOf(one), 1);
      await discard(one);
    }
    const lacks = ({ key, share }: (typeof shares)[number]) => !isClosed && readyOf(key).length < share;
    for (const one of shares)
      // One that fails is not tried again before the next is asked for.
      for (let tries = one.share; tries > 0 && lacks(one); tries -= 1) await warmUp(one.shape);
  };
  /** After whoever asks for one, not in their way. */
  const fillLater = () => {
    filling = (filling ?? Promise.resolve()).then(() => (isClosed ? undefined : fill())).catch(() => {});
  };
  const want = (shape: Shape) => {
    wanted = [shape, ...wanted.filter((one) => keyOf(one) !== keyOf(shape))].slice(0, count);
    restLater();
  };
  const restLater = () => {
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (isBusy()) return restLater();
      wanted = [];
      fillLater();
    }, idleMs).unref();
  };

  /** One that answers: it may have died since anybody looked. */
  const takeOne = async (key: string): Promise<Warm | undefined> => {
    for (;;) {
      const at = ready.findIndex((one) => one.key === key && !one.isGone);
      const [warm] = at < 0 ? [] : ready.splice(at, 1);
      if (!warm || (await warm.raised.channel.ping(longestPingMs)) !== undefined) return warm;
      await discard(warm);
    }
  };

  return {
    async take(spec) {
      const shape = shapeOf(spec);
      const key = keyOf(shape);
      const warm = await takeOne(key);
      want(shape);
      fillLater();
      if (!warm) return undefined;
      const moved = await moveTo(warm, spec);
      if (!moved) await discard(warm);
      return moved;
    },
    async close() {
      isClosed = true;
      clearTimeout(idle);
      await filling;
      for (const one of ready.splice(0)) await discard(one);
    },
  };
}

async function moveTo({ parent, raised }: Warm, spec: SandboxSpec): Promise<RaisedSandbox | undefined> {
  const { folders } = raised;
  const [home, temporary] = ownFolders(spec.directory);
  try {
    for (const name of await readdir(spec.directory)) await rename(join(spec.directory, name), join(folders.work, name));
    // A folder may be renamed onto one that is empty.
    await rename(folders.work, spec.directory);
    await rename(folders.home, home);
    await rename(folders.temporary, temporary);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EXDEV') return undefined;
    throw error;
  }
  await removeTree(parent);
  raised.walls.rename?.(spec.id);
  return { ...raised, folders: { ...folders, work: spec.directory, home, temporary } };
}

async function discard({ parent, raised }: Warm): Promise<void> {
  await raised.walls.kill();
  raised.channel.close();
  raised.relay?.close();
  for (const folder of [raised.folders.sockets, parent]) await removeTree(folder);
}

function shapeOf({ gatewaySocket, image, limits = {}, readOnlyFolders = [] }: SandboxSpec): Shape {
  const { cpus, diskMegabytes, memoryMegabytes, processes } = limits;
  return { limits: { cpus, diskMegabytes, memoryMegabytes, processes }, readOnlyFolders, hasGateway: gatewaySocket !== undefined, image };
}

const keyOf = (shape: Shape): string => JSON.stringify(shape);
