import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { layFile } from './lay-file.ts';
import { type SandboxUser, inside } from './walls.ts';

/** Files of `/etc` that programs look into before they do anything, with nothing of the host's in them. Resolves to their folder. */
export async function writeEtcFiles(state: string, { gid, uid }: SandboxUser): Promise<string> {
  const folder = join(state, `etc-${uid}`);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const files = {
    passwd: `root:x:0:0:root:/root:/usr/sbin/nologin\nagent:x:${uid}:${gid}:agent:${inside.home}:/bin/sh\n`,
    group: `root:x:0:\nagent:x:${gid}:\n`,
    hosts: '127.0.0.1 localhost sandbox\n::1 localhost\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
  };
  for (const [name, text] of Object.entries(files)) await layFile(join(folder, name), text);
  return folder;
}

export const etcFileNames = ['passwd', 'group', 'hosts', 'nsswitch.conf'] as const;
/** Of the host, where there are such: which program `cc` is, whom to trust in TLS, where libraries lie, what time it is. */
export const sharedEtcNames = ['alternatives', 'ssl', 'ca-certificates', 'ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'localtime'] as const;
