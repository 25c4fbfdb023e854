import type { Buffer } from 'node:buffer';
import type { BytePath } from '../tree/byte-path.ts';

/** An entry of a whole tree, with its path from the root. */
export interface TreeEntry {
  path: BytePath;
  /** 100644, 100755, 120000, 160000 or 040000. */
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  object: string;
  /** In bytes; 0 for what is no blob. */
  size: number;
}

export type TreeRecord = Pick<TreeEntry, 'mode' | 'type' | 'object'> & {
  name: BytePath;
  /** The mode as it stands there, for whoever writes the tree again: `40000`, `100664`. */
  written: string;
};

/** Reads a tree object: `mode name<NUL>` and the 20 bytes of an id, over and over. Undefined if it is cut or no tree. */
export function parseTree(bytes: Buffer): TreeRecord[] | undefined {
  const records: TreeRecord[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const end = bytes.indexOf(0, space + 1);
    const digits = space === -1 ? '' : bytes.toString('latin1', at, space);
    if (!/^[0-7]{5,6}$/.test(digits) || end <= space + 1 || end + 21 > bytes.length) return undefined;
    const name = bytes.toString('latin1', space + 1, end);
    records.push({ name, written: digits, ...kindOf(Number.parseInt(digits, 8)), object: bytes.toString('hex', end + 1, end + 21) });
    at = end + 21;
  }
  return records;
}

/** As git takes modes: of the rights only the owner's to execute counts (in 2005 there were group-writable files). */
function kindOf(mode: number): Pick<TreeRecord, 'mode' | 'type'> {
  switch (mode & 0o170000) {
    case 0o100000:
      return { mode: (mode & 0o100) === 0 ? '100644' : '100755', type: 'blob' };
    case 0o120000:
      return { mode: '120000', type: 'blob' };
    case 0o040000:
      return { mode: '040000', type: 'tree' };
    default:
      return { mode: '160000', type: 'commit' };
  }
}
