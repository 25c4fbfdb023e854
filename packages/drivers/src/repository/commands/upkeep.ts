import type { GitCommand } from '../git-command.ts';

/** Reads every object. Dangling ones are no damage: a commit is on no ref until somebody keeps it. */
export function checkObjects(): GitCommand<boolean> {
  return {
    args: ['fsck', '--full', '--no-dangling', '--no-progress', '--no-reflogs'],
    // Any failure means damage; what it says is of no use, because the remedy is always the same.
    answersWith: Array.from({ length: 255 }, (_, index) => index + 1),
    parse: ({ exitCode }) => exitCode === 0,
  };
}

export function collectGarbage(): GitCommand<void> {
  return { args: ['gc', '--quiet', '--prune=2.weeks.ago'], parse: () => {} };
}
