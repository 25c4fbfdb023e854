import type { Buffer } from 'node:buffer';
import { beginCommit, deletePath, endCommits, passingRef, putObject } from '../commands/fast-import.ts';
import { mergeTrees } from '../commands/history.ts';
import { plainPath } from '../tree/tree-path.ts';
import { noSuchCommit } from './damaged.ts';
import { findEntries } from './find-entries.ts';
import { importCommits } from './import-commits.ts';
import { listPlainEntries } from './list-files.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { MergeOutcome, MergeRequest } from '../repository.ts';

const nobody = { name: 'devteam', email: 'devteam@localhost' };
const epoch = new Date(0);

/**
 * Git finds the base of a merge by history alone (an option for it came with 2.40, our floor is 2.38). So the three trees are given a
 * history of two steps that says what the caller said. There the excluded path is the same in all three, and cannot conflict.
 */
export async function mergeTree(mirror: Mirror, request: MergeRequest): Promise<MergeOutcome> {
  const { signal } = request;
  const trees = await findTrees(mirror, request);
  // Git would walk a bomb to its end.
  for (const commit of [request.ours, request.theirs]) await listPlainEntries(mirror, commit, { signal });
  const keep = await keepOurs(mirror, request);
  const refs = [passingRef(), passingRef(), passingRef()];
  const step = (mark: number, parents: string[]): Buffer[] => [
    beginCommit(refs[mark - 1]!, mark, { author: nobody, at: epoch, message: '', parents, tree: trees[mark - 1] }),
    ...keep,
  ];
  const stream = [...step(1, []), ...step(2, [':1']), ...step(3, [':1']), endCommits(refs, [2, 3])];
  const [ours = '', theirs = ''] = await importCommits(mirror, stream, { signal });
  return mirror.run(mergeTrees(ours, theirs), { signal });
}

async function findTrees(mirror: Mirror, { base, ours, theirs, signal }: MergeRequest): Promise<string[]> {
  const commits = [base, ours, theirs];
  const trees = await mirror.findObjects(
    commits.map((commit) => `${commit}^{tree}`),
    { signal },
  );
  return commits.map((commit, index) => {
    const tree = trees[index];
    if (tree === undefined) throw noSuchCommit(mirror, commit);
    return tree.object;
  });
}

async function keepOurs(mirror: Mirror, { ours, excludePath, signal }: MergeRequest): Promise<Buffer[]> {
  if (excludePath === undefined) return [];
  const path = plainPath(excludePath);
  const entry = (await findEntries(mirror, { treeish: ours, paths: [path] }, { signal })).get(path);
  return [deletePath(path), ...(entry === undefined ? [] : [putObject(path, entry.mode, entry.object)])];
}
