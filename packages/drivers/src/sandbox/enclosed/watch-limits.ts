import { setTimeout as sleep } from 'node:timers/promises';
import type { RunResult, SandboxLimits } from '../sandbox-port.ts';
import { type Cgroup, readCgroup } from './cgroup.ts';
import { measureFolders } from './measure-folders.ts';

export interface LimitWatch {
  /** The limit that ended the sandbox; null if none did. */
  readonly over: RunResult['limit'];
  readonly diskBytes: number | null;
  /** Whether the kernel has killed for want of memory since this was asked last. */
  killedForMemory(): boolean;
  stop(): void;
}

const everyMs = 1000;
/** A group at its limit may not be killed for minutes, since the kernel goes on to drop and read again the pages of its programs. */
const fullShare = 0.97;
const fullForMs = 5000;
/** The disk is looked at at most for this share of the time. */
const diskShare = 0.2;

/** Watches over what the kernel does not end by itself, and calls `end` once when a limit is exceeded. */
export function watchLimits(options: {
  limits: SandboxLimits;
  cgroup: Cgroup | undefined;
  folders: readonly string[];
  end: () => void;
}): LimitWatch {
  const { cgroup, folders, limits } = options;
  const stopping = new AbortController();
  let over: RunResult['limit'] = null;
  let diskBytes: number | null = null;
  let memoryKills = (cgroup && readCgroup(cgroup)?.memoryKills) ?? 0;

  const end = (limit: NonNullable<RunResult['limit']>) => {
    if (stopping.signal.aborted) return;
    over = limit;
    stopping.abort();
    options.end();
  };
  /** Looks again and again, each time after the pause that the last look asked for. */
  const watch = async (look: () => Promise<number> | number, firstPauseMs = everyMs) => {
    const { signal } = stopping;
    try {
      for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = await look()) await sleep(pauseMs, undefined, { signal, ref: false });
    } catch {
      // It was stopped.
    }
  };

  const { diskMegabytes, memoryMegabytes, wallClockSeconds } = limits;
  if (wallClockSeconds !== undefined)
    void watch(() => {
      end('wall_clock');
      return 0;
    }, wallClockSeconds * 1000);
  if (cgroup && memoryMegabytes !== undefined) {
    let fullSince: number | undefined;
    void watch(() => {
      const used = readCgroup(cgroup)?.memoryBytes ?? 0;
      if (used < fullShare * memoryMegabytes * 2 ** 20) fullSince = undefined;
      else if (performance.now() - (fullSince ??= performance.now()) >= fullForMs) end('memory');
      return everyMs;
    });
  }
  if (diskMegabytes !== undefined)
    void watch(async () => {
      const startedAt = performance.now();
      diskBytes = (await measureFolders(folders)) ?? diskBytes;
      if ((diskBytes ?? 0) > diskMegabytes * 2 ** 20) end('disk');
      return Math.max(everyMs, (performance.now() - startedAt) / diskShare);
    });

  return {
    get over() {
      return over;
    },
    get diskBytes() {
      return diskBytes;
    },
    killedForMemory() {
      const now = (cgroup && readCgroup(cgroup)?.memoryKills) ?? memoryKills;
      const hasKilled = now > memoryKills;
      memoryKills = now;
      return hasKilled;
    },
    stop: () => stopping.abort(),
  };
}
