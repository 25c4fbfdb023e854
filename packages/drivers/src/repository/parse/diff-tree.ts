import type { Buffer } from 'node:buffer';
import type { ChangedFile } from '../repository.ts';
import { textOf } from '../tree/byte-path.ts';

const changes: Record<string, ChangedFile['change']> = { A: 'added', C: 'added', D: 'deleted', R: 'renamed' };

interface Raw {
  change: ChangedFile['change'];
  from?: string;
  path: string;
}

/**
 * Reads `diff-tree -r -z -M --raw --numstat`: first all raw records (`:modes objects status`, path, and for a rename the new path),
 * then, in the same order, `insertions<tab>deletions<tab>path`, where a rename has an empty path and two more fields.
 */
export function parseDiffTree(output: Buffer): ChangedFile[] {
  const fields = output.toString('latin1').split('\0');
  const raws: Raw[] = [];
  let position = 0;
  while (fields[position]?.startsWith(':')) {
    const letter = fields[position]!.split(' ').at(-1)?.[0] ?? '';
    const first = textOf(fields[position + 1] ?? '');
    const hasTwoPaths = letter === 'R' || letter === 'C';
    const change = changes[letter] ?? 'modified';
    if (hasTwoPaths) raws.push({ change, path: textOf(fields[position + 2] ?? ''), ...(letter === 'R' && { from: first }) });
    else raws.push({ change, path: first });
    position += hasTwoPaths ? 3 : 2;
  }
  const files: ChangedFile[] = [];
  for (const raw of raws) {
    const [insertions = '', deletions = '', path = ''] = (fields[position] ?? '').split('\t');
    position += path === '' ? 3 : 1;
    if (insertions === '-') files.push({ ...raw, insertions: 0, deletions: 0, binary: true });
    else files.push({ ...raw, insertions: Number(insertions), deletions: Number(deletions) });
  }
  return files;
}
