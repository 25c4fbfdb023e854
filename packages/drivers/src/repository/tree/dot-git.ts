import { textOf } from './byte-path.ts';
import type { BytePath } from './byte-path.ts';

/** Characters that HFS+ leaves out when it compares names, so that `.g<joiner>it` opens `.git`. */
const ignoredByHfs = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
const ending = String.raw`[. ]*(?::.*)?$`;
const dotGit = new RegExp(String.raw`^(?:\.git|git~1)${ending}`, 's');
const dotGitModules = new RegExp(String.raw`^(?:\.gitmodules|gitmod~[1-4]|gi7eba~[0-9])${ending}`, 's');
const dotGitAttributes = new RegExp(String.raw`^(?:\.gitattributes|gitatt~[1-4]|gi7d29~[0-9])${ending}`, 's');
const maxAttributeLine = 2_047;

/**
 * Whether some file system opens git's own directory by this name: any letter case, trailing dots and spaces or a stream on
 * Windows, its short name `git~1`, ignored characters on a Mac. Git's own check refuses the same names when it is given them.
 */
export const isDotGit = (name: BytePath): boolean => dotGit.test(plain(name));

/** `.gitmodules`, which says where submodules come from, in the same spellings. */
export const isDotGitModules = (name: BytePath): boolean => dotGitModules.test(plain(name));

export const isDotGitAttributes = (name: BytePath): boolean => dotGitAttributes.test(plain(name));

/** A `.gitattributes` with a line so long that git refuses to receive the commit: nobody could fetch the branch any more. */
export function isRefusedAttributes(name: BytePath, bytes: Uint8Array): boolean {
  if (!isDotGitAttributes(name)) return false;
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    if (end - start > maxAttributeLine) return true;
    start = end + 1;
  }
  return bytes.length - start > maxAttributeLine;
}

function plain(name: BytePath): string {
  return textOf(name).replace(ignoredByHfs, '').toLowerCase();
}
