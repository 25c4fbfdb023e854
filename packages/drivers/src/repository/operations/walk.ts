import type { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { lstat, opendir, readlink } from 'node:fs/promises';
import { RepositoryError } from '../repository-error.ts';
import { pathOfBytes, textOf } from '../tree/byte-path.ts';
import { isDotGit } from '../tree/dot-git.ts';
import { isExcluded } from '../tree/exclusion.ts';
import { staysInside } from '../tree/link-target.ts';
import { InParallel } from './in-parallel.ts';
import type { RepositoryLimits } from '../limits.ts';
import type { TreeEntry } from '../parse/ls-tree.ts';
import type { BytePath } from '../tree/byte-path.ts';
import type { IgnoreRules } from './ignore-rules.ts';
import type { OpenDirectory } from './open-inside.ts';

/** What differs from the base: bytes at hand for links and small files, else read again when they are needed. */
export interface FoundChange {
  path: BytePath;
  mode: '100644' | '100755' | '120000';
  size: number;
  bytes: Buffer | undefined;
}

export interface WalkRequest {
  root: OpenDirectory;
  /** The base's entries by path. */
  base: ReadonlyMap<BytePath, TreeEntry>;
  /** Every directory that the base has a file in. */
  baseDirectories: ReadonlySet<BytePath>;
  ignore: IgnoreRules;
  exclude: readonly string[];
  limits: RepositoryLimits;
  signal?: AbortSignal | undefined;
}

export interface WalkResult {
  changed: FoundChange[];
  /** Paths of the base that are gone. */
  deleted: BytePath[];
}

type Kind = 'file' | 'directory' | 'link' | 'other';

interface Entry {
  name: BytePath;
  path: BytePath;
  kind: Kind;
}

const readsAtOnce = 8;
const maxBytesAtHand = 32 * 1024 ** 2;
const maxIgnoreFileBytes = 1024 ** 2;

/** Looks at a directory that an untrusted process wrote, without git: what it holds is data, whatever its names are. */
export async function walk(request: WalkRequest): Promise<WalkResult> {
  const { base, limits, exclude } = request;
  const seen = new Set<BytePath>();
  const changed: FoundChange[] = [];
  const directories = new Set<BytePath>();
  const links: { path: BytePath; target: BytePath }[] = [];
  const reads = new InParallel(readsAtOnce);
  let entriesSeen = 0;
  let totalBytes = 0;
  let bytesAtHand = 0;

  await enter(request.root, '', 0);
  for (const { path, target } of links) {
    if (!staysInside(path, target, (above) => directories.has(above))) throw hostile('a link that leaves the tree', path);
  }
  const isKept = ({ path, type }: TreeEntry): boolean => type !== 'blob' || seen.has(path) || isExcluded(path, exclude);
  const deleted = [...base.values()].filter((entry) => !isKept(entry)).map(({ path }) => path);
  return { changed, deleted };

  async function enter(directory: OpenDirectory, prefix: BytePath, depth: number): Promise<void> {
    request.signal?.throwIfAborted();
    if (depth > limits.maxDepth) throw tooLarge(`it has more than ${limits.maxDepth} directories below one another`, prefix);
    const entries = await readEntries(directory, prefix);
    const rules = entries.find(({ name, kind }) => name === '.gitignore' && kind === 'file');
    if (rules) await learnRules(directory, rules);
    const taken = await wanted(entries);
    try {
      for (const entry of taken) {
        if (entry.kind === 'directory') await descend(directory, entry, depth);
        else if (entry.kind === 'other') throw hostile('a device, socket or pipe', entry.path);
        else await reads.add(() => (entry.kind === 'link' ? takeLink(directory, entry) : takeFile(directory, entry)));
      }
    } finally {
      // The directory must stay open until nobody reads through it.
      await reads.settled();
    }
  }

  async function descend(parent: OpenDirectory, { name, path }: Entry, depth: number): Promise<void> {
    directories.add(path);
    const directory = await parent.directory(name);
    try {
      await enter(directory, `${path}/`, depth + 1);
    } finally {
      await directory.close();
    }
  }

  async function readEntries(directory: OpenDirectory, prefix: BytePath): Promise<Entry[]> {
    const entries: Entry[] = [];
    // The types of node:fs know strings only; asked for bytes, it gives bytes.
    const listing = await opendir(directory.path, { encoding: 'buffer' as BufferEncoding, bufferSize: 256 });
    for await (const found of listing) {
      entriesSeen += 1;
      if (entriesSeen > limits.maxFiles) throw tooLarge(`it has more than ${limits.maxFiles} entries`, prefix);
      const name = pathOfBytes(found.name as unknown as Buffer);
      if (isDotGit(name)) continue;
      entries.push({ name, path: prefix + name, kind: kindOf(found) ?? kindOf(await lstat(directory.pathOf(name))) ?? 'other' });
    }
    return entries;
  }

  /** Leaves out what stays as in the base, and what is new and ignored. A submodule of the base stays whatever stands in its place. */
  async function wanted(entries: Entry[]): Promise<Entry[]> {
    const open = entries.filter(({ path }) => base.get(path)?.type !== 'commit' && !isExcluded(path, exclude));
    const isNew = ({ path, kind }: Entry): boolean => (kind === 'directory' ? !request.baseDirectories.has(path) : !base.has(path));
    const questions = open.filter(isNew).map(({ path, kind }) => ({ path, isDirectory: kind === 'directory' }));
    const answers = await request.ignore.ask(questions);
    const ignored = new Set(questions.filter((_, index) => answers[index]).map(({ path }) => path));
    return open.filter(({ path }) => !ignored.has(path));
  }

  async function learnRules(directory: OpenDirectory, { name, path }: Entry): Promise<void> {
    const file = await directory.file(name);
    try {
      const { size } = await file.stat();
      if (size > maxIgnoreFileBytes) throw tooLarge(`this file has more than ${maxIgnoreFileBytes} bytes`, path);
      await request.ignore.learn(path, await file.readFile());
    } finally {
      await file.close();
    }
  }

  async function takeLink(directory: OpenDirectory, { name, path }: Entry): Promise<void> {
    const target = await readlink(directory.pathOf(name), { encoding: 'buffer' });
    links.push({ path, target: pathOfBytes(target) });
    seen.add(path);
    const known = base.get(path);
    if (known?.mode !== '120000' || known.object !== blobId(target))
      changed.push({ path, mode: '120000', size: target.length, bytes: target });
  }

  async function takeFile(directory: OpenDirectory, { name, path }: Entry): Promise<void> {
    const file = await directory.file(name);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw hostile('something that changed while it was read', path);
      totalBytes += stat.size;
      if (stat.size > limits.maxFileBytes) throw tooLarge(`this file has more than ${limits.maxFileBytes} bytes`, path);
      if (totalBytes > limits.maxTotalBytes) throw tooLarge(`its files have more than ${limits.maxTotalBytes} bytes`, path);
      const mode = (stat.mode & 0o100) === 0 ? '100644' : '100755';
      seen.add(path);
      const known = base.get(path);
      const bytes = await file.readFile();
      if (known?.mode === mode && known.size === bytes.length && known.object === blobId(bytes)) return;
      const keeps = bytesAtHand + bytes.length <= maxBytesAtHand;
      if (keeps) bytesAtHand += bytes.length;
      changed.push({ path, mode, size: bytes.length, bytes: keeps ? bytes : undefined });
    } finally {
      await file.close();
    }
  }
}

function kindOf(entry: {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
  isBlockDevice(): boolean;
  isCharacterDevice(): boolean;
}): Kind | undefined {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'link';
  // Some file systems do not tell the kind in a listing.
  return entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice() ? 'other' : undefined;
}

/** The id that git gives to these bytes. */
function blobId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function hostile(what: string, path: BytePath): RepositoryError {
  const place = textOf(path);
  return new RepositoryError('tree_hostile', `${place} is ${what}; nothing of this work was taken over.`, { place });
}

function tooLarge(reason: string, path: BytePath): RepositoryError {
  return new RepositoryError('repository_too_large', `The work is over the limits: ${reason}.`, { place: textOf(path) });
}
