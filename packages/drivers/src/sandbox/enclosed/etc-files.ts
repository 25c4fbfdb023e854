import { layFile } from './lay-file.ts';
import { type SandboxUser, inside } from './walls.ts';

/** Of the host, where there are such: which program `cc` is, whom to trust in TLS, where libraries lie, what time it is. */
export const sharedEtcNames = ['alternatives', 'ssl', 'ca-certificates', 'ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'localtime'] as const;

/** Files of `/etc` that programs look into before they do anything, with nothing of the host's in them. */
export type EtcFiles = Readonly<Record<(typeof etcFileNames)[number], string>>;
export const etcFileNames = ['passwd', 'group', 'hosts', 'nsswitch.conf'] as const;

/** Resolves to their paths. */
export async function writeEtcFiles(state: string, { gid, uid }: SandboxUser): Promise<EtcFiles> {
  const lay = (name: string, text: string) => layFile(state, name, text);
  return {
    passwd: await lay('passwd', `root:x:0:0:root:/root:/usr/sbin/nologin\nagent:x:${uid}:${gid}:agent:${inside.home}:/bin/sh\n`),
    group: await lay('group', `root:x:0:\nagent:x:${gid}:\n`),
    hosts: await lay('hosts', '127.0.0.1 localhost sandbox\n::1 localhost\n'),
    'nsswitch.conf': await lay('nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files\n'),
  };
}
