import type { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RepositoryError } from '../repository-error.ts';
import { bytesOf, directoriesAbove, pathOfBytes, pathOfText } from '../tree/byte-path.ts';
import { staysInside } from '../tree/link-target.ts';
import { InParallel } from './in-parallel.ts';
import { hostileEntry, listPlainEntries } from './list-files.ts';
import { readBlobs } from './read-blobs.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { TreeEntry } from '../parse/tree-object.ts';
import type { Cancelable, CommitId } from '../repository.ts';
import type { BytePath } from '../tree/byte-path.ts';

const writesAtOnce = 16;
const isLink = ({ mode }: TreeEntry): boolean => mode === '120000';

/**
 * Our own checkout, because git's converts line ends, runs filters and follows `.gitattributes`: here the bytes go from the object
 * store to the disk. Links are made last, so that no file is ever written through one.
 */
export async function checkout(mirror: Mirror, commit: CommitId, directory: string, options: Cancelable = {}): Promise<void> {
  const root = resolve(directory);
  const entries = (await listPlainEntries(mirror, commit, options)).filter(({ type }) => type === 'blob');
  await mkdir(root, { recursive: true });
  if ((await readdir(root)).length > 0) throw new Error(`${root} is not empty: checkout writes into a new directory only.`);
  try {
    await writeTree(mirror, { root: pathOfText(root), entries, options });
  } catch (error) {
    await empty(root);
    const { code, message } = error as NodeJS.ErrnoException;
    const refused = ['EEXIST', 'ENAMETOOLONG', 'EILSEQ', 'ENOTDIR', 'ELOOP'].includes(code ?? '');
    throw refused
      ? new RepositoryError('tree_hostile', 'Two names of the tree collide on this disk, or one is too long for it.', { evidence: message })
      : error;
  }
}

async function writeTree(
  mirror: Mirror,
  { root, entries, options }: { root: BytePath; entries: TreeEntry[]; options: Cancelable },
): Promise<void> {
  const directories = new Set(entries.flatMap(({ path }) => directoriesAbove(path)));
  for (const path of directories) await mkdir(bytesOf(`${root}/${path}`));
  const links: { path: BytePath; target: Buffer }[] = [];
  const writes = new InParallel(writesAtOnce);
  let position = 0;
  for await (const bytes of readBlobs(mirror, entries, options)) {
    const entry = entries[position++]!;
    if (isLink(entry)) links.push({ path: entry.path, target: bytes });
    else await writes.add(() => writeNew(bytesOf(`${root}/${entry.path}`), bytes, entry.mode));
  }
  await writes.settled();
  for (const { path, target } of links) {
    if (!staysInside(path, pathOfBytes(target), (above) => directories.has(above))) throw hostileEntry('the link leaves the tree', path);
    await symlink(target, bytesOf(`${root}/${path}`));
  }
}

/** Fails if anything is there, also a link: on a file system without letter case, `A` and `a` would else overwrite each other. */
async function writeNew(path: Buffer, bytes: Buffer, mode: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(path, flags, mode === '100755' ? 0o777 : 0o666);
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
}

async function empty(root: string): Promise<void> {
  for (const name of await readdir(root)) await rm(join(root, name), { recursive: true, force: true });
}
