import { matchesGlob } from 'node:path';
import { directoriesAbove, textOf } from './byte-path.ts';
import type { BytePath } from './byte-path.ts';

/** Whether a path, or a directory above it, matches one of the globs: without a slash by name, with one from the root. */
export function isExcluded(path: BytePath, globs: readonly string[]): boolean {
  if (globs.length === 0) return false;
  return [...directoriesAbove(path), path].some((part) => {
    const text = textOf(part);
    const name = text.slice(text.lastIndexOf('/') + 1);
    return globs.some((glob) => {
      // `build/` and `build/**` mean the directory too: nothing may stand in its place.
      const plain = glob.replace(/\/(?:\*\*)?$/, '').replace(/^\//, '');
      return glob.replace(/\/$/, '').includes('/') ? matchesGlob(text, plain) : matchesGlob(name, plain);
    });
  });
}
