import { Buffer } from 'node:buffer';
import type { BytePath } from '../tree/byte-path.ts';

export interface WrittenEntry {
  name: BytePath;
  /** As it stands in the tree: `100644`, `40000`, and in old trees others like `100664`. */
  mode: string;
  object: string;
}

export const isTreeMode = (mode: string): boolean => /^0?40000$/.test(mode);

/** The bytes of a tree object. Git sorts by bytes, and a directory as if its name ended with a slash. */
export function treeText(entries: Iterable<WrittenEntry>): Buffer {
  const sorted = [...entries].toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return Buffer.concat(
    sorted.flatMap(({ mode, name, object }) => [Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`, 'latin1'), Buffer.from(object, 'hex')]),
  );
}

const sortKey = ({ mode, name }: WrittenEntry): BytePath => (isTreeMode(mode) ? `${name}/` : name);
