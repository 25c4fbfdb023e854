import { Buffer } from 'node:buffer';
import type { RepositoryAddress } from './address.ts';
import type { Credential } from './repository.ts';

/**
 * Given to every git process on its command line, where no configuration file can win over it. The mirror's own configuration
 * is ours, but a mirror may be restored from a backup or be touched by hand.
 */
const hardenedConfig: readonly (readonly [key: string, value: string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['core.excludesFile', '/dev/null'],
  ['core.askPass', ''],
  ['core.pager', 'cat'],
  ['core.quotePath', 'true'],
  ['credential.helper', ''],
  ['protocol.allow', 'never'],
  ['protocol.version', '2'],
  ['http.followRedirects', 'false'],
  ['http.lowSpeedLimit', '1000'],
  ['http.lowSpeedTime', '60'],
  ['transfer.fsckObjects', 'true'],
  // Old and harmless sins of otherwise good repositories, as the large hosts forgive them.
  ['fetch.fsck.badTimezone', 'ignore'],
  ['fetch.fsck.missingSpaceBeforeDate', 'ignore'],
  ['fetch.fsck.zeroPaddedFilemode', 'ignore'],
  ['fetch.recurseSubmodules', 'false'],
  ['submodule.recurse', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['push.followTags', 'false'],
  ['push.gpgSign', 'false'],
  ['commit.gpgSign', 'false'],
  ['safe.bareRepository', 'explicit'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['diff.external', ''],
  ['diff.renames', 'true'],
  ['diff.noprefix', 'false'],
  ['diff.mnemonicPrefix', 'false'],
  ['merge.renames', 'true'],
  ['merge.directoryRenames', 'conflict'],
  ['merge.conflictStyle', 'merge'],
];

export const configArguments: readonly string[] = hardenedConfig.flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/** The whole environment of a git process. Without `remote` it may not talk to anybody. */
export function gitEnvironment(
  inherited: Record<string, string>,
  remote?: { address: RepositoryAddress; credential?: Credential | undefined },
): Record<string, string> {
  return {
    ...inherited,
    LC_ALL: 'C',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    // What newer versions of git may make by default neither we nor older ones can read.
    GIT_DEFAULT_HASH: 'sha1',
    GIT_DEFAULT_REF_FORMAT: 'files',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_ALLOW_PROTOCOL: remote?.address.protocol ?? '',
    // ssh reads the user's own keys and known hosts by the password database, not by HOME; it must never ask.
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15',
    GIT_SSH_VARIANT: 'ssh',
    ...(remote && login(remote)),
  };
}

/** A header bound to the origin: one request less than an askpass program, and no other host can ever be given it. */
function login({ address, credential }: { address: RepositoryAddress; credential?: Credential | undefined }): Record<string, string> {
  if (credential === undefined || address.origin === undefined) return {};
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${address.origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basicLogin(credential)}`,
  };
}

function basicLogin({ username = 'x-access-token', secret }: Credential): string {
  return Buffer.from(`${username}:${secret}`).toString('base64');
}

/** Every form in which the secret could come back in git's words. */
export function secretForms(credential: Credential | undefined): string[] {
  if (credential === undefined) return [];
  return [basicLogin(credential), credential.secret, encodeURIComponent(credential.secret)].filter((form) => form.length > 3);
}
