import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { link, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RepositoryError } from '../repository-error.ts';
import { identify, isAlive } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

export interface HeldLock {
  /** The last owner died while it held the lock: what it was writing may be half done. */
  tookOver: boolean;
  /** Writes down a process that works for the owner, so that whoever takes over can end it first. */
  noteChild: (pid: number) => void;
  release: () => Promise<void>;
}

export interface LockRequest {
  waitMs: number;
  signal?: AbortSignal | undefined;
}

interface Owner extends ProcessIdentity {
  id: string;
}

/**
 * A lock file names its owner: the process, not the machine, because all users of a mirror share one process table. A new lock
 * appears whole (it is linked into place, which fails if one is there). Only the holder of a second lock, named after the dead
 * owner, may remove a dead lock, so that two who find it at once cannot remove each other's new one; if that holder dies too, its
 * lock is taken over by the same rule.
 */
export async function acquireLock(path: string, { waitMs, signal }: LockRequest): Promise<HeldLock> {
  const giveUpAt = performance.now() + waitMs;
  const owner: Owner = { id: randomUUID(), ...identify(process.pid) };
  const own = `${path}.${owner.id}`;
  const writeOwn = (): Promise<void> => writeFile(own, `${JSON.stringify(owner)}\n`);
  await writeOwn();
  let tookOver = false;
  try {
    for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 1.5, 60)) {
      signal?.throwIfAborted();
      const answer = await tryLink(own, path);
      if (answer === 'gone') {
        // Seen in the moment when it was still empty, it looks like one that a dead waiter left.
        await writeOwn();
        continue;
      }
      if (answer === 'linked') {
        return { tookOver, noteChild: (pid) => noteChild(path, pid), release: () => rm(path, { force: true }) };
      }
      const held = await readLock(path);
      if (held === undefined) continue;
      if (!isAlive(held.owner)) {
        tookOver = (await removeDead(path, held.owner, { waitMs, signal })) || tookOver;
        continue;
      }
      if (performance.now() > giveUpAt) {
        throw new RepositoryError(
          'repository_timed_out',
          `The process ${held.owner.pid} has been working on this repository for more than ${Math.round(waitMs / 1000)} s. Wait for it, or end it.`,
          { place: path },
        );
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** Removes files of callers that died between writing their name down and taking the lock. */
export async function removeAbandoned(path: string): Promise<void> {
  const name = `${basename(path)}.`;
  const entries = await readdir(dirname(path));
  for (const entry of entries.filter((found) => found.startsWith(name))) {
    const found = await readLock(join(dirname(path), entry));
    if (found !== undefined && !isAlive(found.owner)) await rm(join(dirname(path), entry), { force: true });
  }
}

/** Ends what the dead owner left running, then removes its lock. False if somebody else was quicker. */
async function removeDead(path: string, dead: Owner, request: LockRequest): Promise<boolean> {
  const right = await acquireLock(`${path}.after-${dead.id}`, request);
  try {
    const held = await readLock(path);
    if (held?.owner.id !== dead.id) return false;
    for (const child of held.children) await endGroup(child);
    await rm(path, { force: true });
    return true;
  } finally {
    await right.release();
  }
}

async function endGroup(child: ProcessIdentity): Promise<void> {
  // Without a start time it could be a stranger with the same id by now.
  if (child.startedAt === undefined) return;
  while (isAlive(child)) {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      return;
    }
    await sleep(5);
  }
}

async function tryLink(from: string, to: string): Promise<'linked' | 'taken' | 'gone'> {
  try {
    await link(from, to);
    return 'linked';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return 'taken';
    if (code === 'ENOENT') return 'gone';
    throw error;
  }
}

/** A lock appears whole; an empty one has lost its words with the power, and so has its owner. */
const nobody: Owner = { id: 'unreadable', pid: 0, startedAt: '' };

async function readLock(path: string): Promise<{ owner: Owner; children: ProcessIdentity[] } | undefined> {
  try {
    const [owner, ...children] = (await readFile(path, 'utf8'))
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as Owner);
    return { owner: owner ?? nobody, children };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** At once and in order: the child must be on record before it can write anything that a later owner would have to judge. */
function noteChild(path: string, pid: number): void {
  appendFileSync(path, `${JSON.stringify(identify(pid))}\n`);
}
