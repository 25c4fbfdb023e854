import { RepositoryError } from '../repository-error.ts';
import { isDotGit } from './dot-git.ts';
import { pathOfText } from './byte-path.ts';
import type { BytePath } from './byte-path.ts';

/** Whether a path of a tree names something below its root, and not git's own directory. */
export function isPlainPath(path: BytePath): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && !name.includes('\0') && !isDotGit(name));
}

/** A path that a caller gave. */
export function plainPath(text: string): BytePath {
  const path = pathOfText(text);
  if (!isPlainPath(path)) throw new RepositoryError('tree_hostile', 'This is no path of a file in a tree.', { place: text });
  return path;
}
