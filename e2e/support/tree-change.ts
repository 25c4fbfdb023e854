import { Buffer } from 'node:buffer';
import type { PlannedChange } from './random-plan.ts';

export interface TreeFile {
  content: Buffer;
  mode: '100644' | '100755' | '120000';
}

/** Files by path. */
export type Tree = ReadonlyMap<string, TreeFile>;

const text = (content: string): TreeFile => ({ content: Buffer.from(content), mode: '100644' });

/** What every project begins with, besides its list and its checks. */
export const firstSources: Tree = new Map([
  ['src/one.txt', text('one\ntwo\nthree\nfour\nfive\nsix\n')],
  ['src/ünïcode näme.txt', text('größer\r\nkleiner\r\n')],
  ['src/deep/er/no-end.txt', text('no line end here')],
  ['src/run.sh', { content: Buffer.from('#!/bin/sh\nexit 0\n'), mode: '100755' }],
]);

/** Changes files below `src/` only; the rest of the tree belongs to the checks. New names are counted by `unique`. */
export function changeTree(tree: Tree, change: PlannedChange, unique: string): Tree {
  const changed = new Map(tree);
  const sources = [...tree.keys()].filter((path) => path.startsWith('src/')).toSorted();
  const path = sources[change.pick % Math.max(1, sources.length)];
  const file = path === undefined ? undefined : tree.get(path);
  const isPlain = file !== undefined && file.mode !== '120000';
  if (change.kind === 'write') return changed.set(`src/${unique}.txt`, text(change.text));
  if (change.kind === 'binary') return changed.set(`src/${unique}.bin`, { content: bytesOf(change.pick), mode: '100644' });
  if (path === undefined || file === undefined) return changed;
  switch (change.kind) {
    case 'append':
      return isPlain ? changed.set(path, { ...file, content: Buffer.concat([file.content, Buffer.from(change.text)]) }) : changed;
    case 'edit':
      return isPlain ? changed.set(path, { ...file, content: editLine(file.content, change) }) : changed;
    case 'mode':
      return isPlain ? changed.set(path, { ...file, mode: file.mode === '100755' ? '100644' : '100755' }) : changed;
    case 'link':
      // Links stay inside: to a neighbor.
      return changed.set(`${path.slice(0, path.lastIndexOf('/'))}/${unique}.link`, {
        content: Buffer.from(path.slice(path.lastIndexOf('/') + 1)),
        mode: '120000',
      });
    case 'rename':
      changed.delete(path);
      return changed.set(`src/moved/${unique}`, file);
    case 'remove':
      changed.delete(path);
      return changed;
  }
}

const bytesOf = (pick: number): Buffer => Buffer.from(Array.from({ length: 40 + (pick % 300) }, (_, index) => (index * (pick + 1)) % 256));

/** Bytes of every file stay what they are but for one line. */
function editLine(content: Buffer, change: PlannedChange): Buffer {
  const lines = content.toString('latin1').split('\n');
  lines[change.pick % lines.length] = Buffer.from(change.text.split(/\r?\n/)[0] ?? '').toString('latin1');
  return Buffer.from(lines.join('\n'), 'latin1');
}
