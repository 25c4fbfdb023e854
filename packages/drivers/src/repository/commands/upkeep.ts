import { isIntact } from '../parse/fsck.ts';
import type { GitCommand } from '../git-command.ts';

/** Reads every object. Dangling ones are no damage: a commit is on no ref until somebody keeps it. */
export function checkObjects(): GitCommand<boolean> {
  return {
    args: ['fsck', '--full', '--no-dangling', '--no-progress', '--no-reflogs'],
    answersWith: Array.from({ length: 255 }, (_, index) => index + 1),
    parse: ({ stdout, stderr }) => isIntact(stdout.toString('utf8')) && isIntact(stderr),
  };
}

export function collectGarbage(): GitCommand<void> {
  return { args: ['gc', '--quiet', '--prune=2.weeks.ago'], parse: () => {} };
}
