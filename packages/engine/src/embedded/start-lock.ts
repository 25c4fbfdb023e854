import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { birthOf, isAlive } from './running-processes.ts';

const pollMs = 20;

/**
 * Waits until this process alone may start or stop the server, and returns how to let go. A lock whose owner is dead (or whose pid now
 * belongs to a process born at another moment) is taken over. Should two ever pass because a third meddles in the same millisecond, then
 * PostgreSQL's own postmaster.pid and the rename of a complete data directory still let only one server be.
 */
export async function acquireStartLock(options: {
  path: string;
  waitMs: number;
  now: () => number;
  log: (line: string) => void;
  signal?: AbortSignal | undefined;
}): Promise<() => Promise<void>> {
  const { path, now } = options;
  const mine = JSON.stringify({ pid: process.pid, birth: await birthOf(process.pid), key: randomUUID() });
  const draft = `${path}.${randomUUID()}`;
  const since = now();
  let told = false;
  // Linked into place, never written there: a reader sees a whole lock or none.
  await writeFile(draft, mine, { mode: 0o600, flag: 'wx' });
  try {
    while (!(await succeeds(link(draft, path), 'EEXIST'))) {
      options.signal?.throwIfAborted();
      const theirs = await read(path);
      if (theirs === undefined) continue;
      const owner = parseOwner(theirs);
      if (!owner || !(await isOwnerAlive(owner))) {
        options.log(`takes over the lock ${path}: its owner, process ${owner?.pid ?? 'unknown'}, is gone`);
        await removeIfStill(path, theirs);
        continue;
      }
      if (!told) options.log(`waits for process ${owner.pid}, which is starting or stopping this PostgreSQL`);
      told = true;
      if (now() - since > options.waitMs) {
        throw new EmbeddedPostgresError(
          'postgres_timed_out',
          `Waited ${Math.round(options.waitMs / 1000)} s for process ${owner.pid}, which holds ${path} and is starting or stopping this ` +
            `PostgreSQL. See what that process does; when it hangs, end it and start again.`,
        );
      }
      await sleep(pollMs, undefined, options.signal ? { signal: options.signal } : {});
    }
  } finally {
    await rm(draft, { force: true });
  }
  return () => removeIfStill(path, mine);
}

function parseOwner(text: string): { pid: number; birth?: string } | undefined {
  try {
    const { pid, birth } = JSON.parse(text) as { pid?: unknown; birth?: unknown };
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
    return typeof birth === 'string' ? { pid, birth } : { pid };
  } catch {
    return undefined;
  }
}

async function isOwnerAlive(owner: { pid: number; birth?: string }): Promise<boolean> {
  if (!(await isAlive(owner.pid))) return false;
  return owner.birth === undefined || owner.birth === (await birthOf(owner.pid));
}

/** Removes the lock if it is still the one that was looked at: moved aside first, because only one process can move a file. */
async function removeIfStill(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  if (!(await succeeds(rename(path, aside), 'ENOENT'))) return;
  try {
    if ((await read(aside)) !== text) await succeeds(link(aside, path), 'EEXIST');
  } finally {
    await rm(aside, { force: true });
  }
}

async function succeeds(action: Promise<void>, expected: string): Promise<boolean> {
  try {
    await action;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === expected) return false;
    throw error;
  }
}

const read = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
