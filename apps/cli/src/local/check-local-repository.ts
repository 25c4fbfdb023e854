import { statSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { CodedError } from '@devteam/api';
import { UsageError } from '../usage-error.ts';
import { git } from './git.ts';

/**
 * What can be said of a repository on this machine before anything is started: that it is there, and that it will take what is pushed.
 * Other addresses, and what git does not want to tell us, are left to the engine.
 */
export async function checkLocalRepository(address: string, wanted: { branch: string | undefined; push: boolean }): Promise<void> {
  if (!isAbsolute(address)) return;
  const found = statSync(address, { throwIfNoEntry: false });
  if (!found) throw new CodedError('repository_not_found', { place: address, why: 'there is no such folder' });
  if (!found.isDirectory()) throw new CodedError('repository_not_found', { place: address, why: 'it is a file and no folder' });
  // Not the repository that this folder may happen to lie in.
  const ask = (...args: string[]) => git(['-C', address, ...args], { GIT_CEILING_DIRECTORIES: dirname(address) });
  let isBare: string;
  try {
    isBare = await ask('rev-parse', '--is-bare-repository');
  } catch (error) {
    if (error instanceof Error && /not a git repository/.test(error.message)) {
      throw new CodedError(
        'repository_not_found',
        { place: address, why: 'the folder is there, but it is no Git repository' },
        { cause: error },
      );
    }
    if (error instanceof CodedError) throw error;
    return;
  }
  if (isBare === 'true' || !wanted.push) return;
  const current = await ask('symbolic-ref', '--quiet', '--short', 'HEAD').catch(() => '');
  const allowed = await ask('config', 'receive.denyCurrentBranch').catch(() => 'refuse');
  if (current === '' || (wanted.branch ?? current) !== current || /^(?:updateInstead|warn|ignore|false)$/i.test(allowed)) return;
  throw new UsageError(
    `the branch ${current} is checked out in this repository, and Git refuses what is pushed to a branch that is checked out`,
    {
      what: 'The repository would refuse the work',
      place: address,
      next:
        `Let Git update the files with each push: git -C ${address} config receive.denyCurrentBranch updateInstead. ` +
        'Or give the repository that this one was cloned from, or --no-push.',
    },
  );
}
