import { textOf } from './byte-path.ts';
import type { BytePath } from './byte-path.ts';

/** Characters that HFS+ leaves out when it compares names, so that `.g<joiner>it` opens `.git`. */
const ignoredByHfs = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Whether some file system opens git's own directory by this name: any letter case, trailing dots and spaces or a stream on
 * Windows, its short name `git~1`, ignored characters on a Mac. Git's own check refuses the same names when it is given them.
 */
export function isDotGit(name: BytePath): boolean {
  const plain = textOf(name).replace(ignoredByHfs, '').toLowerCase();
  return /^(?:\.git|git~1)[. ]*(?::.*)?$/s.test(plain);
}
