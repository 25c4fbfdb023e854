import type { Buffer } from 'node:buffer';
import { resolve } from 'node:path';
import { beginCommit, deletePath, endCommits, passingRef, putFile } from '../commands/fast-import.ts';
import { bytesOf, pathOfText, textOf } from '../tree/byte-path.ts';
import { hostile } from './hostile.ts';
import { IgnoreRules } from './ignore-rules.ts';
import { noSuchCommit } from '../operations/damaged.ts';
import { importCommits } from '../operations/import-commits.ts';
import { listEntries } from '../operations/list-files.ts';
import { openDirectory, openFileInside } from './open-inside.ts';
import { writeSmallCommit } from '../objects/mirror-objects.ts';
import { walk } from './walk.ts';
import type { FilePut } from '../objects/mirror-objects.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { CollectedFile, CollectOutcome, CollectRequest } from '../repository.ts';
import type { BytePath } from '../tree/byte-path.ts';
import type { OpenDirectory } from './open-inside.ts';
import type { WalkResult } from './walk.ts';

/** Where git itself begins to keep what it is given in a pack instead of loose. */
const mostWrittenHere = 100;

/** Walks first and writes afterwards: a hostile tree leaves no object behind. */
export async function collect(mirror: Mirror, request: CollectRequest): Promise<CollectOutcome> {
  const { base, exclude = [], signal } = request;
  const entries = await listEntries(mirror, base, { signal });
  const root = await openDirectory(bytesOf(pathOfText(resolve(request.directory))));
  const ignore = new IgnoreRules(mirror, { signal });
  try {
    const result = await walk({ root, base: entries, ignore, exclude, limits: mirror.limits, signal });
    if (result.changed.length === 0 && result.deleted.length === 0) return { unchanged: true };
    return await commitChanges(mirror, { request, root, result });
  } finally {
    await Promise.all([ignore.close(), root.close()]);
  }
}

function commitChanges(
  mirror: Mirror,
  { request, root, result }: { request: CollectRequest; root: OpenDirectory; result: WalkResult },
): Promise<CollectOutcome> {
  return result.changed.length + result.deleted.length <= mostWrittenHere && result.changed.every(({ bytes }) => bytes !== undefined)
    ? commitFew(mirror, request, result)
    : commitMany(mirror, { request, root, result });
}

async function commitFew(mirror: Mirror, request: CollectRequest, result: WalkResult): Promise<CollectOutcome> {
  const { author, at, base, keepAs, message, signal } = request;
  const [known] = await mirror.findObjects([`${base}^{tree}`], { signal });
  if (known === undefined) throw noSuchCommit(mirror, base);
  const changes = new Map<BytePath, FilePut | null>(result.deleted.map((path) => [path, null]));
  for (const { bytes, mode, path } of result.changed) if (bytes) changes.set(path, { mode, bytes });
  const written = await writeSmallCommit(mirror, { tree: known.object, changes, parents: [base], message, author, at, keepAs, signal });
  return { ...written, files: collectedFiles(result) };
}

/** One git for all of them, which also packs what it writes. */
async function commitMany(
  mirror: Mirror,
  { request, root, result }: { request: CollectRequest; root: OpenDirectory; result: WalkResult },
): Promise<CollectOutcome> {
  const { base, author, at, message, keepAs, signal } = request;
  const ref = keepAs ?? passingRef();
  async function* stream(): AsyncGenerator<Buffer> {
    yield beginCommit(ref, 1, { author, at, message, parents: [base] });
    // First what is gone: a file may have become a directory.
    for (const path of result.deleted) yield deletePath(path);
    for (const change of result.changed) yield putFile(change.path, change.mode, change.bytes ?? (await readAgain(root, change)));
    yield endCommits(keepAs === undefined ? [ref] : [], [1]);
  }
  const [commit = ''] = await importCommits(mirror, stream(), { signal });
  const [tree] = await mirror.findObjects([`${commit}^{tree}`], { signal });
  if (tree === undefined) throw noSuchCommit(mirror, commit);
  return { commit, tree: tree.object, files: collectedFiles(result) };
}

/** By bytes of the path, as git sorts. */
function collectedFiles({ changed, deleted }: WalkResult): CollectedFile[] {
  const found = new Map<BytePath, Omit<CollectedFile, 'path'>>(deleted.map((path) => [path, { change: 'deleted' }]));
  for (const { path, isNew, isBinary } of changed) {
    found.set(path, { change: isNew ? 'added' : 'modified', ...(isBinary && { binary: true }) });
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, change]) => Object.assign({ path: textOf(path) }, change));
}

async function readAgain(root: OpenDirectory, { path, size }: { path: BytePath; size: number }): Promise<Buffer> {
  const file = await openFileInside(root, path);
  try {
    const bytes = await file.readFile();
    if (bytes.length === size) return bytes;
  } finally {
    await file.close();
  }
  throw hostile('changed while it was read: something still writes to this directory', path);
}
