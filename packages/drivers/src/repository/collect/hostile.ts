import { RepositoryError } from '../repository-error.ts';
import { textOf } from '../tree/byte-path.ts';
import type { BytePath } from '../tree/byte-path.ts';

/** `what` completes «src/x is …». */
export function hostile(what: string, path: BytePath): RepositoryError {
  const place = textOf(path);
  return new RepositoryError('tree_hostile', `${place} is ${what}; nothing of this work was taken over.`, { place });
}

const swapped = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EINVAL']);
const unreadable = new Set(['EACCES', 'EPERM']);

/** What the file system says about an entry that was listed a moment ago. */
export function explainUnreadable(error: unknown, path: BytePath): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (swapped.has(code)) return hostile('changed while it was read: something still writes to this directory', path);
  if (unreadable.has(code)) return hostile('not readable for us', path);
  return error;
}
