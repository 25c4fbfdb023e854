import type { Buffer } from 'node:buffer';
import type { CommitId } from '../repository.ts';

export interface CommitObject {
  parents: CommitId[];
  /** As it was written down, without the last line end; undefined if it is in another encoding than UTF-8. */
  message: string | undefined;
}

/** Reads a commit object: header lines up to an empty one, then the message, which for git ends at a NUL. */
export function parseCommit(bytes: Buffer): CommitObject {
  const end = bytes.indexOf('\n\n');
  const headers = bytes.toString('latin1', 0, end === -1 ? bytes.length : end).split('\n');
  const valuesOf = (name: string): string[] =>
    headers.flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));
  const [encoding = 'UTF-8'] = valuesOf('encoding');
  const text = end === -1 ? '' : bytes.toString('utf8', end + 2);
  const [message = ''] = text.split('\0', 1);
  return { parents: valuesOf('parent'), message: /^utf-?8$/i.test(encoding) ? message.replace(/\n$/, '') : undefined };
}
