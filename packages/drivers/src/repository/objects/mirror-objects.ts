import { setRef } from '../commands/refs.ts';
import { writeRefFile } from '../mirror/ref-files.ts';
import { damaged, noSuchCommit } from '../operations/damaged.ts';
import { parseTree } from '../parse/tree-object.ts';
import { commitText } from './commit-text.ts';
import { type TreeChange, type TreeStore, editTree } from './edit-tree.ts';
import { writeLooseObject } from './loose-object.ts';
import type { CommitParts } from './commit-text.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Cancelable, CommitId } from '../repository.ts';
import type { BytePath } from '../tree/byte-path.ts';

export interface FilePut {
  mode: string;
  bytes: Uint8Array;
}

export interface SmallCommit extends Cancelable, Omit<CommitParts, 'tree'> {
  /** The tree that it begins with; undefined: an empty one. */
  tree: string | undefined;
  /** By path; null: the file is taken away. */
  changes: ReadonlyMap<BytePath, FilePut | null>;
  keepAs?: string | undefined;
}

/**
 * A commit with few changes, without a git: starting one takes longer than writing the handful of objects. Under the mirror's lock, because
 * a repair must not swap the mirror meanwhile.
 */
export async function writeSmallCommit(mirror: Mirror, request: SmallCommit): Promise<{ commit: CommitId; tree: string }> {
  const { changes, keepAs, parents, signal } = request;
  const known = await mirror.findObjects(parents, { signal });
  for (const [index, parent] of parents.entries()) if (known[index]?.type !== 'commit') throw noSuchCommit(mirror, parent);
  return mirror.locked(
    async ({ started }) => {
      const put = (type: 'blob' | 'tree' | 'commit', bytes: Uint8Array) => {
        signal?.throwIfAborted();
        return writeLooseObject(mirror.directory, type, bytes);
      };
      const entries = new Map<BytePath, TreeChange>();
      for (const [path, file] of changes) entries.set(path, file && { mode: file.mode, object: await put('blob', file.bytes) });
      const tree = await editTree(treesOf(mirror, { signal }, put), request.tree, entries);
      const commit = await put('commit', commitText({ ...request, tree }));
      if (keepAs !== undefined && !(await writeRefFile(mirror.directory, keepAs, commit)))
        await mirror.run(setRef(keepAs, commit), { signal, started });
      return { commit, tree };
    },
    { signal },
  );
}

const treesOf = (mirror: Mirror, options: Cancelable, put: (type: 'tree', bytes: Uint8Array) => Promise<string>): TreeStore => ({
  read: async (id) => {
    const [tree] = await mirror.readObjects([id], options);
    const records = tree?.type === 'tree' ? parseTree(tree.bytes) : undefined;
    if (records === undefined) throw damaged(mirror, `${id} is missing, or no tree`);
    return records.map(({ name, object, written }) => ({ name, mode: written, object }));
  },
  write: (bytes) => put('tree', bytes),
});
