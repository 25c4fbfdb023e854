import { describe, expect, test } from 'vitest';
import type { WallsPlan } from '../enclosed/walls.ts';
import { type BubblewrapHost, bubblewrapArguments } from './bubblewrap-arguments.ts';

const plan: WallsPlan = {
  id: 'a',
  owner: 'devteam/1/2',
  user: { uid: 1000, gid: 1000 },
  folders: { work: '/w/work', home: '/w/work.home', temporary: '/w/work.tmp', sockets: '/run/s', runner: '/run/runner' },
  readOnlyFolders: ['/usr/share/agents', '/srv/agents/aider'],
  runnerArguments: ['/run/devteam', '/workspace'],
  limits: {},
  labels: {},
  image: undefined,
};
const host: BubblewrapHost = {
  isRoot: false,
  node: '/node',
  etc: { passwd: '/run/passwd', group: '/run/group', hosts: '/run/hosts', 'nsswitch.conf': '/run/nsswitch' },
  systemFolders: [
    { name: 'bin', isLink: true },
    { name: 'lib', isLink: false },
  ],
  sharedEtc: ['ssl'],
  hidden: ['/proc/keys'],
};
const text = (isRoot: boolean) => {
  const { command, walls } = bubblewrapArguments(plan, { ...host, isRoot }, 3);
  return { walls: ` ${walls.join(' ')} `, command: command.join(' ') };
};

describe('the walls of bubblewrap', () => {
  test('cut off everything, and end with us', () => {
    for (const { walls } of [text(false), text(true)])
      for (const word of ['ipc', 'pid', 'net', 'uts']
        .map((name) => ` --unshare-${name} `)
        .concat(' --die-with-parent ', ' --clearenv ', ' --seccomp 3 ', ' --new-session '))
        expect(walls).toContain(word);
  });

  test('are those of a user namespace without root, in which there can be no other', () => {
    const { command, walls } = text(false);
    expect(walls).toContain(' --unshare-user --disable-userns --uid 1000 --gid 1000 ');
    expect(command).toMatch(/^\/opt\/devteam\/bin\/node /);
  });

  test('are made by root with its rights, all of which it then lets go of', () => {
    const { command, walls } = text(true);
    expect(walls).toContain(' --cap-drop ALL --cap-add CAP_SETUID --cap-add CAP_SETGID --cap-add CAP_SETPCAP ');
    expect(command).toMatch(/^setpriv --reuid=1000 --regid=1000 --clear-groups .*--bounding-set=-all --no-new-privs -- /);
  });

  test('leave three folders to be written to', () => {
    const bound = [...text(false).walls.matchAll(/ --bind (\S+) (\S+)/g)].map(([, from, to]) => [from, to]);
    expect(bound).toEqual([
      ['/w/work', '/workspace'],
      ['/w/work.home', '/home/agent'],
      ['/w/work.tmp', '/tmp'],
    ]);
    expect(text(false).walls).toContain(' --remount-ro / ');
  });

  test('make no folder where the system’s own already is', () => {
    const made = [...text(false).walls.matchAll(/ --dir (\S+)/g)].map(([, folder]) => folder);
    expect(made).toContain('/srv/agents');
    expect(made.filter((folder) => folder?.startsWith('/usr'))).toEqual([]);
    expect(text(false).walls).toContain(' --symlink usr/bin /bin --ro-bind /lib /lib ');
  });
});
