import { parseTree } from '../parse/tree-object.ts';
import { RepositoryError } from '../repository-error.ts';
import { textOf } from '../tree/byte-path.ts';
import { isPlainPath } from '../tree/tree-path.ts';
import { damaged } from './damaged.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { TreeEntry, TreeRecord } from '../parse/tree-object.ts';
import type { Cancelable, CommitId, ListedFile } from '../repository.ts';
import type { BytePath } from '../tree/byte-path.ts';

const treesAtOnce = 512;
const sizesAtOnce = 4_096;
/** Newer versions of git refuse deeper trees as well. */
const maxTreeDepth = 2_048;
/** Together: what 200,000 entries take with the longest names that a disk can hold. */
const maxTreeBytes = 64 * 1024 ** 2;
const maxPathBytes = 1024 ** 3;

export async function listFiles(mirror: Mirror, commit: CommitId, options?: Cancelable): Promise<ListedFile[]> {
  const entries = await listEntries(mirror, commit, options);
  return entries.map(({ path, mode, size, object }) => ({ path: textOf(path), mode, size, object }));
}

/** The whole tree with its limits kept, paths as bytes, in git's order. */
export async function listEntries(mirror: Mirror, commit: CommitId, options: Cancelable = {}): Promise<TreeEntry[]> {
  const entries = placeEntries(await readTrees(mirror, commit, options), mirror.limits.maxFiles);
  await addSizes(mirror, entries, options);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > mirror.limits.maxTotalBytes) throw tooLarge(`its files have ${total} bytes, over ${mirror.limits.maxTotalBytes}`);
  const huge = entries.find(({ size }) => size > mirror.limits.maxFileBytes);
  if (huge) throw tooLarge(`a file has ${huge.size} bytes, over ${mirror.limits.maxFileBytes}`, textOf(huge.path));
  return entries;
}

/** The same, where somebody acts on the names: one that could lead elsewhere is refused. */
export async function listPlainEntries(mirror: Mirror, commit: CommitId, options?: Cancelable): Promise<TreeEntry[]> {
  const entries = await listEntries(mirror, commit, options);
  const strange = entries.find(({ path }) => !isPlainPath(path));
  if (strange) throw hostileEntry('its name could act outside of the tree', strange.path);
  return entries;
}

/** That git may walk through them: it would follow a bomb to its end. Throws `repository_too_large`. */
export async function requireBounded(mirror: Mirror, commits: readonly CommitId[], options: Cancelable = {}): Promise<void> {
  for (const commit of commits) placeEntries(await readTrees(mirror, commit, options), mirror.limits.maxFiles);
}

export function hostileEntry(reason: string, path: BytePath): RepositoryError {
  const place = textOf(path);
  return new RepositoryError('tree_hostile', `${place} is not written to disk: ${reason}.`, { place });
}

interface Trees {
  root: string;
  records: ReadonlyMap<string, readonly TreeRecord[]>;
}

/** Level by level, each tree once, however often it occurs: a bomb of 10^10 files has ten trees. */
async function readTrees(mirror: Mirror, commit: CommitId, options: Cancelable): Promise<Trees> {
  const records = new Map<string, readonly TreeRecord[]>();
  let root: string | undefined;
  let bytesLeft = maxTreeBytes;
  let wanted = [`${commit}^{tree}`];
  for (let depth = 0; wanted.length > 0; depth += 1) {
    if (depth > maxTreeDepth) throw tooDeep();
    const below = new Set<string>();
    for (let start = 0; start < wanted.length; start += treesAtOnce) {
      const names = wanted.slice(start, start + treesAtOnce);
      const found = await mirror.readObjects(names, { ...options, maxBytes: bytesLeft });
      for (const [index, tree] of found.entries()) {
        const parsed = tree?.type === 'tree' ? parseTree(tree.bytes) : undefined;
        if (tree === undefined || parsed === undefined) throw damaged(mirror, `${names[index]} is missing, or no tree`);
        root ??= tree.object;
        bytesLeft -= tree.size;
        records.set(tree.object, parsed);
        for (const { type, object } of parsed) if (type === 'tree') below.add(object);
      }
      if (records.size > mirror.limits.maxFiles) throw tooLarge(`it has more than ${mirror.limits.maxFiles} directories`);
    }
    wanted = [...below].filter((object) => !records.has(object));
  }
  return { root: root ?? '', records };
}

function placeEntries({ root, records }: Trees, maxFiles: number): TreeEntry[] {
  const entries: TreeEntry[] = [];
  let pathBytes = 0;
  let directories = 0;
  const place = (tree: string, prefix: BytePath, depth: number): void => {
    if (depth > maxTreeDepth) throw tooDeep();
    for (const { name, mode, type, object } of records.get(tree) ?? []) {
      const path = prefix + name;
      if (type === 'tree') {
        directories += 1;
        // A bomb may have no file at all.
        if (directories > maxFiles) throw tooLarge(`it has more than ${maxFiles} directories`);
        place(object, `${path}/`, depth + 1);
        continue;
      }
      pathBytes += path.length;
      entries.push({ path, mode, type, object, size: 0 });
      if (entries.length > maxFiles) throw tooLarge(`it has more than ${maxFiles} files`);
      if (pathBytes > maxPathBytes) throw tooLarge(`its paths have more than ${maxPathBytes} bytes`);
    }
  };
  place(root, '', 0);
  return entries;
}

async function addSizes(mirror: Mirror, entries: readonly TreeEntry[], options: Cancelable): Promise<void> {
  const blobs = entries.filter(({ type }) => type === 'blob');
  for (let start = 0; start < blobs.length; start += sizesAtOnce) {
    const part = blobs.slice(start, start + sizesAtOnce);
    const found = await mirror.findObjects(
      part.map(({ object }) => object),
      options,
    );
    for (const [index, entry] of part.entries()) {
      const size = found[index]?.size;
      if (size === undefined) throw damaged(mirror, `${entry.object} is missing`);
      entry.size = size;
    }
  }
}

const tooDeep = (): RepositoryError => tooLarge(`it has more than ${maxTreeDepth} directories below one another`);

function tooLarge(reason: string, place?: string): RepositoryError {
  return new RepositoryError('repository_too_large', `The repository is over the limits: ${reason}.`, { place });
}
