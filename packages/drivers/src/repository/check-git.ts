import { inheritedEnvironment } from './config.ts';
import { gitEnvironment } from './git-environment.ts';
import { RepositoryError } from './repository-error.ts';
import { runGit } from './run-git.ts';
import type { Cancelable } from './repository.ts';

const floor = { major: 2, minor: 38 };

/** The version of the git on the PATH; `git_missing`, or `git_too_old` for merging without a work tree. */
export async function checkGit({ signal }: Cancelable = {}): Promise<string> {
  const { stdout } = await runGit({
    args: ['version'],
    environment: gitEnvironment(inheritedEnvironment()),
    deadlineMs: 10_000,
    signal,
    maxOutputBytes: 10_000,
  });
  return supportedVersion(stdout.toString('utf8'));
}

/** Reads `git version 2.39.5 (Apple Git-154)`. */
export function supportedVersion(text: string): string {
  const [, version = '', major = '', minor = ''] = /(\b(\d+)\.(\d+)(?:\.\d+)*)/.exec(text) ?? [];
  if (Number(major) > floor.major || (Number(major) === floor.major && Number(minor) >= floor.minor)) return version;
  throw new RepositoryError('git_too_old', `Git ${version || text.trim()} is too old; ${floor.major}.${floor.minor} or newer is needed.`, {
    evidence: text.trim(),
  });
}
