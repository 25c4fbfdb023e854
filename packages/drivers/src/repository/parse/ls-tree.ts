import type { Buffer } from 'node:buffer';
import type { BytePath } from '../tree/byte-path.ts';

export interface TreeEntry {
  path: BytePath;
  mode: string;
  type: string;
  object: string;
  /** In bytes; 0 for what is no blob. */
  size: number;
}

/** Reads `ls-tree -z -l`: `mode type object size<tab>path`, the size padded with spaces. */
export function parseLsTree(output: Buffer): TreeEntry[] {
  const records = output.toString('latin1').split('\0');
  records.pop();
  return records.map((record) => {
    const tab = record.indexOf('\t');
    const [mode = '', type = '', object = '', size = ''] = record.slice(0, tab).split(/ +/);
    // Git of 2005 also wrote group-writable files.
    return { path: record.slice(tab + 1), mode: mode === '100664' ? '100644' : mode, type, object, size: size === '-' ? 0 : Number(size) };
  });
}
