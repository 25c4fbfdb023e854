import { errorCatalogue, findErrorCode } from '@devteam/api';
import { git } from '../local/git.ts';
import { type Finding, failed, ok } from './finding.ts';

const leastNode = 24;
/** merge-tree that writes a tree without files came with it. */
const leastGit = [2, 38] as const;

export function checkNode(version: string): Finding {
  const [major = 0] = version.split('.').map(Number);
  if (major >= leastNode) return ok('Node.js', version);
  return failed(
    'Node.js',
    `${version}; ${leastNode} or newer is needed`,
    'Start it with `npm run devteam -- …` or `npx devteam …`: they use the Node.js that was installed with it.',
  );
}

export async function checkGit(ask: () => Promise<string> = () => git(['version'])): Promise<Finding> {
  try {
    const text = await ask();
    const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(text) ?? [];
    const isNewEnough = Number(major) > leastGit[0] || (Number(major) === leastGit[0] && Number(minor) >= leastGit[1]);
    const version = text.replace(/^git version /, '');
    return isNewEnough
      ? ok('Git', version)
      : failed('Git', `${version}; ${leastGit.join('.')} or newer is needed`, errorCatalogue.git_too_old.next);
  } catch (error) {
    const code = findErrorCode(error);
    if (code === 'git_missing') return failed('Git', 'the program `git` is not on the PATH', errorCatalogue.git_missing.next);
    return failed('Git', error instanceof Error ? error.message : String(error), 'Run `git version` by hand.');
  }
}
