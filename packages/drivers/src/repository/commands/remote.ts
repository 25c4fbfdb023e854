import { parseLsRemote } from '../parse/ls-remote.ts';
import { parsePush } from '../parse/push-porcelain.ts';
import type { GitCommand, GitOutput } from '../git-command.ts';
import type { RemoteRefs } from '../parse/ls-remote.ts';
import type { PushedRef } from '../parse/push-porcelain.ts';

/** Remote branches live apart from ours, so that pruning them cannot touch a task branch. */
export const remoteBranches = 'refs/remotes/origin/';

const text = ({ stdout }: GitOutput): string => stdout.toString('utf8');

export function listRemote(url: string): GitCommand<RemoteRefs> {
  return {
    args: ['ls-remote', '--symref', '--quiet', '--', url],
    reaches: 'remote',
    needsNoRepository: true,
    parse: (output) => parseLsRemote(text(output)),
  };
}

const fetchArguments = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-recurse-submodules',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
  '--force',
];

export function fetchBranches(url: string): GitCommand<void> {
  return { args: [...fetchArguments, '--prune', '--', url, `+refs/heads/*:${remoteBranches}*`], reaches: 'remote', parse: () => {} };
}

/** Only the objects; no ref moves. */
export function fetchBranch(url: string, branch: string): GitCommand<void> {
  return { args: [...fetchArguments, '--', url, `refs/heads/${branch}`], reaches: 'remote', parse: () => {} };
}

export interface PushAnswer {
  ref: PushedRef | undefined;
  stderr: string;
}

export function pushCommit(url: string, push: { commit: string; branch: string; expected: string | null }): GitCommand<PushAnswer> {
  const ref = `refs/heads/${push.branch}`;
  const lease = `--force-with-lease=${ref}:${push.expected ?? ''}`;
  return {
    args: ['push', '--porcelain', '--no-verify', '--no-signed', '--recurse-submodules=no', lease, '--', url, `${push.commit}:${ref}`],
    reaches: 'remote',
    answersWith: [1],
    parse: (output) => ({ ref: parsePush(text(output)), stderr: output.stderr }),
  };
}

/** Brings refs over from a damaged mirror, as far as it can be read. */
export function fetchFromMirror(directory: string, refs: readonly string[]): GitCommand<void> {
  return { args: [...fetchArguments, '--', directory, ...refs.map((ref) => `+${ref}:${ref}`)], reaches: 'mirror', parse: () => {} };
}
