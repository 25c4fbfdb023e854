import { parseTree } from '../parse/tree-object.ts';
import { damaged } from './damaged.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { TreeRecord } from '../parse/tree-object.ts';
import type { Cancelable } from '../repository.ts';
import type { BytePath } from '../tree/byte-path.ts';

/** The entries at exactly these paths of a commit or tree, where there are any, and of the directories on the way to them. */
export async function findEntries(
  mirror: Mirror,
  { treeish, paths }: { treeish: string; paths: readonly BytePath[] },
  options: Cancelable = {},
): Promise<Map<BytePath, TreeRecord>> {
  const entries = new Map<BytePath, TreeRecord>();
  let level = new Map([['', `${treeish}^{tree}`]]);
  for (let depth = 0; level.size > 0; depth += 1) {
    const below = new Map<BytePath, string>();
    const directories = [...level.keys()];
    const trees = await mirror.readObjects([...level.values()], options);
    for (const [index, prefix] of directories.entries()) {
      const tree = trees[index];
      const records = tree?.type === 'tree' ? parseTree(tree.bytes) : undefined;
      if (records === undefined) throw damaged(mirror, `${level.get(prefix)} is missing, or no tree`);
      const byName = new Map(records.map((record) => [record.name, record]));
      for (const path of paths.filter((candidate) => candidate.startsWith(prefix))) {
        const names = path.split('/');
        const entry = byName.get(names[depth] ?? '');
        if (entry === undefined) continue;
        const here = names.slice(0, depth + 1).join('/');
        entries.set(here, entry);
        if (names.length > depth + 1 && entry.type === 'tree') below.set(`${here}/`, entry.object);
      }
    }
    level = below;
  }
  return entries;
}
