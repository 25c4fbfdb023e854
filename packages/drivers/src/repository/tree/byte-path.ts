import { Buffer } from 'node:buffer';

/**
 * A path as git and the file system have it: bytes, one character each (latin1). A name that is not UTF-8 survives the way from the
 * object store to the disk and back; it turns into text only where a person reads it.
 */
export type BytePath = string;

export const bytesOf = (path: BytePath): Buffer => Buffer.from(path, 'latin1');
export const pathOfBytes = (bytes: Uint8Array): BytePath =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
export const pathOfText = (text: string): BytePath => Buffer.from(text, 'utf8').toString('latin1');
export const textOf = (path: BytePath): string => Buffer.from(path, 'latin1').toString('utf8');

/** `a/b/c` → `a`, `a/b`: the directories above a path, outermost first. */
export function directoriesAbove(path: BytePath): BytePath[] {
  const found: BytePath[] = [];
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) found.push(path.slice(0, slash));
  return found;
}
