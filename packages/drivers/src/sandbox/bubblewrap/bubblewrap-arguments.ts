import { dirname } from 'node:path';
import { type EtcFiles, etcFileNames, type sharedEtcNames } from '../enclosed/etc-files.ts';
import { type WallsPlan, inside, runnerCommand } from '../enclosed/walls.ts';

/** What of this machine decides how the walls are raised. */
export interface BubblewrapHost {
  readonly isRoot: boolean;
  readonly node: string;
  /** Files of `/etc` that are made for sandboxes. */
  readonly etc: EtcFiles;
  readonly systemFolders: readonly { readonly name: string; readonly isLink: boolean }[];
  readonly sharedEtc: readonly (typeof sharedEtcNames)[number][];
  /** Files of `/proc` that tell of the machine or its keys. */
  readonly hidden: readonly string[];
}

const sharedMemoryBytes = 64 * 1024 * 1024;

/**
 * Arguments of bubblewrap, and what it starts. Root makes the walls with its own rights and then lets go of all of them, because the mounts have to be made by somebody who
 * may enter the folders; anybody else makes them as the owner of a user namespace, and can make no further one inside.
 */
export function bubblewrapArguments(plan: WallsPlan, host: BubblewrapHost, seccompFd: number): { walls: string[]; command: string[] } {
  const { folders, user } = plan;
  const system = host.systemFolders.flatMap(({ isLink, name }) =>
    isLink ? ['--symlink', `usr/${name}`, `/${name}`] : ['--ro-bind', `/${name}`, `/${name}`],
  );
  const rights = host.isRoot
    ? ['--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID', '--cap-add', 'CAP_SETPCAP']
    : ['--unshare-user', '--disable-userns', '--uid', String(user.uid), '--gid', String(user.gid)];
  const letGo = host.isRoot
    ? [
        ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'],
        ['--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--no-new-privs', '--'],
      ].flat()
    : [];
  const made = [inside.node, inside.runner, inside.home, inside.sockets, '/etc/passwd'];
  const walls = [
    rights,
    ['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try', '--hostname', 'sandbox'],
    ['--die-with-parent', '--new-session', '--clearenv', '--setenv', 'PATH', inside.path, '--seccomp', String(seccompFd)],
    makeFoldersAbove(made),
    ['--ro-bind', '/usr', '/usr', ...system],
    etcFileNames.flatMap((name) => ['--ro-bind', host.etc[name], `/etc/${name}`]),
    host.sharedEtc.flatMap((name) => ['--ro-bind', `/etc/${name}`, `/etc/${name}`]),
    ['--proc', '/proc', ...host.hidden.flatMap((path) => ['--ro-bind', '/dev/null', path])],
    ['--dev', '/dev', '--size', String(sharedMemoryBytes), '--perms', '1777', '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
    ['--ro-bind', host.node, inside.node, '--ro-bind', folders.runner, inside.runner],
    ['--bind', folders.work, inside.work, '--bind', folders.home, inside.home, '--bind', folders.temporary, inside.temporary],
    // One of them may lie where the temporary folder is inside.
    makeFoldersAbove(plan.readOnlyFolders),
    plan.readOnlyFolders.flatMap((folder) => ['--ro-bind', folder, folder]),
    ['--ro-bind', folders.sockets, inside.sockets, '--remount-ro', '/', '--chdir', inside.work],
  ].flat();
  return { walls, command: [...letGo, ...runnerCommand(plan)] };
}

/** Bubblewrap would make them for itself only. Each comes before those within it; what lies in `/usr` is there already, and cannot be made. */
function makeFoldersAbove(paths: readonly string[]): string[] {
  const above = (path: string): string[] => (path === '/' ? [] : [...above(dirname(path)), path]);
  const folders = [...new Set(paths.flatMap((path) => above(dirname(path))))].filter((folder) => !/^\/(usr|tmp$)/.test(folder));
  return folders.flatMap((folder) => ['--perms', '0755', '--dir', folder]);
}
