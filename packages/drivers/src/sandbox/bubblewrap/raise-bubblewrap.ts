import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { sharedEtcNames, writeEtcFiles } from '../enclosed/etc-files.ts';
import { layFile } from '../enclosed/lay-file.ts';
import type { RaiseWalls, SandboxUser, Walls } from '../enclosed/walls.ts';
import { findProgram, systemFolders } from '../host-programs.ts';
import { marks } from '../running-process.ts';
import { findSeccompFilter } from '../syscalls/seccomp-filter.ts';
import { type BubblewrapHost, bubblewrapArguments } from './bubblewrap-arguments.ts';
import { type CgroupFolders, makeCgroupFolders } from './cgroup-folders.ts';

const seccompFd = 3;
const argumentsFd = 4;
const mostOpenFiles = 16_384;
const hiddenInProc = [
  '/proc/kcore',
  '/proc/keys',
  '/proc/key-users',
  '/proc/timer_list',
  '/proc/sched_debug',
  '/proc/kallsyms',
  '/proc/config.gz',
];
/**
 * Joins its groups and lowers its limits before it becomes bubblewrap, so that nothing of the sandbox was ever outside of them. A group that it cannot join
 * ends it: limits that were promised are not left out.
 */
const enter = `ulimit -c 0; ulimit -n "$1" 2>/dev/null; [ -z "$2" ] || ulimit -f "$2"; groups=$3; shift 3
for group in $groups; do echo $$ > "$group" || exit 125; done
exec "$@"`;

/** Raises walls by bubblewrap. */
export function createRaiseBubblewrap(state: string, user: SandboxUser): RaiseWalls {
  let count = 0;
  let prepared: Promise<Prepared> | undefined;
  return async (plan) => {
    const { filter, host, program } = await (prepared ??= prepare(state, user));
    count += 1;
    const { diskMegabytes } = plan.limits;
    // Where it may make none, its probe says that these limits are not enforced.
    const groups = await makeCgroupFolders(plan.owner, count, plan.limits);
    const file = await open(filter, 'r');
    const { command, walls } = bubblewrapArguments(plan, host, seccompFd);
    const child = spawn(
      '/bin/sh',
      [
        ['-c', enter, 'sh', String(mostOpenFiles), diskMegabytes === undefined ? '' : String(diskMegabytes * 2048)],
        [groups?.members.join(' ') ?? '', program, '--args', String(argumentsFd), '--', ...command],
      ].flat(),
      {
        cwd: '/',
        env: { PATH: '/usr/bin:/bin', [marks.sandbox]: plan.id, [marks.owner]: plan.owner },
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe', file.fd, 'pipe'],
      },
    );
    // Not on its command line: that can be read inside, and tells of the host.
    (child.stdio[argumentsFd] as Writable).on('error', () => {}).end(walls.map((word) => `${word}\0`).join(''));
    await file.close();
    return wallsOf(child, groups);
  };
}

interface Prepared {
  readonly program: string;
  readonly filter: string;
  readonly host: BubblewrapHost;
}

async function prepare(state: string, user: SandboxUser): Promise<Prepared> {
  const program = findProgram('bwrap');
  if (program === undefined) throw new Error('bubblewrap (bwrap) is not installed');
  const content = findSeccompFilter(process.arch);
  if (!content) throw new Error(`there is no list of system calls for ${process.arch}`);
  const filter = await layFile(state, `system-calls-${process.arch}`, content);
  return {
    program,
    filter,
    host: {
      isRoot: process.getuid?.() === 0,
      node: process.execPath,
      etc: await writeEtcFiles(state, user),
      systemFolders: systemFolders(),
      sharedEtc: sharedEtcNames.filter((name) => existsSync(join('/etc', name))),
      hidden: hiddenInProc.filter((path) => existsSync(path)),
    },
  };
}

function wallsOf(child: ReturnType<typeof spawn>, groups: CgroupFolders | undefined): Walls {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (said.length < 2000) said += chunk.toString();
  });
  const fell = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // All who hold its streams are gone by then, not only the first.
    child.once('close', (code, signal) => resolve(`bubblewrap ended with ${signal ?? code}: ${said.trim()}`));
  });
  let killing: Promise<void> | undefined;
  return {
    fell,
    image: null,
    cgroup: groups?.cgroup,
    kill() {
      killing ??= (async () => {
        // With it dies the first process of its process namespace, and with that, by the kernel, all others.
        child.kill('SIGKILL');
        await fell;
        await groups?.remove();
      })();
      return killing;
    },
  };
}
