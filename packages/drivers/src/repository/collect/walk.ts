import type { Buffer } from 'node:buffer';
import { InParallel } from '../operations/in-parallel.ts';
import { directoriesAbove, pathOfBytes } from '../tree/byte-path.ts';
import { isDotGitAttributes, isDotGitModules, isRefusedAttributes } from '../tree/dot-git.ts';
import { isExcluded } from '../tree/exclusion.ts';
import { staysInside } from '../tree/link-target.ts';
import { findFileChange, findLinkChange, readLinkTarget } from './find-change.ts';
import { explainUnreadable, hostile } from './hostile.ts';
import { readDirectory } from './read-directory.ts';
import { TreeBudget, tooLarge } from './tree-budget.ts';
import type { RepositoryLimits } from '../limits.ts';
import type { TreeEntry } from '../parse/tree-object.ts';
import type { BytePath } from '../tree/byte-path.ts';
import type { FoundChange } from './find-change.ts';
import type { IgnoreRules } from './ignore-rules.ts';
import type { OpenDirectory } from './open-inside.ts';
import type { Entry } from './read-directory.ts';

export interface WalkRequest {
  root: OpenDirectory;
  base: readonly TreeEntry[];
  ignore: IgnoreRules;
  exclude: readonly string[];
  limits: RepositoryLimits;
  signal?: AbortSignal | undefined;
}

export interface WalkResult {
  /** Bytes at hand as far as memory allows; the others are read again when they are needed. */
  changed: (Omit<FoundChange, 'bytes'> & { bytes?: Buffer; isNew: boolean; isBinary: boolean })[];
  /** Paths of the base that are gone. */
  deleted: BytePath[];
}

const readsAtOnce = 8;
const maxBytesAtHand = 32 * 1024 ** 2;
const maxIgnoreFileBytes = 1024 ** 2;
/** As far as git looks for a NUL before it takes a file for text. */
const binaryProbeBytes = 8_000;

/** Looks at a directory that an untrusted process wrote, without git: what it holds is data, whatever its names are. */
export async function walk({ root, base, ignore, exclude, limits, signal }: WalkRequest): Promise<WalkResult> {
  const known = new Map(base.map((entry) => [entry.path, entry]));
  const knownDirectories = new Set(base.flatMap(({ path }) => directoriesAbove(path)));
  const seen = new Set<BytePath>();
  const directories = new Set<BytePath>();
  const links: { path: BytePath; target: BytePath }[] = [];
  const changed: WalkResult['changed'] = [];
  const reads = new InParallel(readsAtOnce);
  const budget = new TreeBudget(limits);
  let bytesAtHand = 0;

  await enter(root, '');
  const escaping = links.find(({ path, target }) => !staysInside(path, target, (above) => directories.has(above)));
  if (escaping) throw hostile('a link that leaves the tree', escaping.path);
  const kept = base.filter(staysAsInBase);
  const keptDirectories = new Set(kept.flatMap(({ path }) => directoriesAbove(path)));
  const covering = changed.find(({ path }) => keptDirectories.has(path));
  if (covering) throw hostile('in the place of a directory that has to stay', covering.path);
  const deleted = base.filter((entry) => !seen.has(entry.path) && !staysAsInBase(entry)).map(({ path }) => path);
  return { changed, deleted };

  /** Submodules and what describes them, whatever stands in their place, and what the caller wants to stay. */
  function staysAsInBase({ path, type }: Pick<TreeEntry, 'path' | 'type'>): boolean {
    return type === 'commit' || isDotGitModules(path.slice(path.lastIndexOf('/') + 1)) || isExcluded(path, exclude);
  }

  async function enter(directory: OpenDirectory, prefix: BytePath): Promise<void> {
    signal?.throwIfAborted();
    const entries = await readDirectory(directory, prefix, budget);
    const rules = entries.find(({ name, kind }) => name === '.gitignore' && kind === 'file');
    if (rules) await learnRules(directory, rules).catch((error: unknown) => refuse(error, rules.path));
    const taken = await withoutIgnored(entries.filter(({ path }) => !staysAsInBase({ path, type: known.get(path)?.type ?? 'blob' })));
    try {
      for (const entry of taken) {
        if (entry.kind === 'other') throw hostile('a device, socket or pipe', entry.path);
        if (entry.kind === 'directory') await descend(directory, entry);
        else await reads.add(() => take(directory, entry));
      }
    } finally {
      // The directory must stay open until nobody reads through it.
      await reads.settled();
    }
  }

  async function descend(parent: OpenDirectory, { name, path }: Entry): Promise<void> {
    if (isDotGitAttributes(name)) throw hostile('a directory where git wants a file, so that nobody could fetch it', path);
    directories.add(path);
    const directory = await parent.directory(name).catch((error: unknown) => refuse(error, path));
    try {
      await enter(directory, `${path}/`);
    } finally {
      await directory.close();
    }
  }

  /** Ignore rules concern new entries only, as in git. */
  async function withoutIgnored(entries: Entry[]): Promise<Entry[]> {
    const isNew = ({ path, kind }: Entry): boolean => !(kind === 'directory' ? knownDirectories : known).has(path);
    const fresh = entries.filter(isNew);
    const answers = await ignore.ask(fresh.map(({ path, kind }) => ({ path, isDirectory: kind === 'directory' })));
    const ignored = new Set(fresh.filter((_, index) => answers[index]));
    return entries.filter((entry) => !ignored.has(entry));
  }

  async function learnRules(directory: OpenDirectory, { name, path }: Entry): Promise<void> {
    const file = await directory.file(name);
    try {
      const { size } = await file.stat();
      if (size > maxIgnoreFileBytes) throw tooLarge(`this file has more than ${maxIgnoreFileBytes} bytes`, path);
      await ignore.learn(path, await file.readFile());
    } finally {
      await file.close();
    }
  }

  async function take(directory: OpenDirectory, entry: Entry): Promise<void> {
    try {
      seen.add(entry.path);
      const change = await findChange(directory, entry);
      if (change === undefined) return;
      const { bytes, ...found } = change;
      if (isRefusedAttributes(entry.name, bytes)) throw hostile('a list of attributes with a line that git refuses', entry.path);
      const rest = { ...found, isNew: !known.has(entry.path), isBinary: bytes.subarray(0, binaryProbeBytes).includes(0) };
      bytesAtHand += bytes.length;
      changed.push(bytesAtHand <= maxBytesAtHand ? { ...rest, bytes } : rest);
    } catch (error) {
      refuse(error, entry.path);
    }
  }

  async function findChange(directory: OpenDirectory, entry: Entry): Promise<FoundChange | undefined> {
    if (entry.kind === 'file') return findFileChange(directory, entry, { known: known.get(entry.path), budget });
    const target = await readLinkTarget(directory, entry);
    links.push({ path: entry.path, target: pathOfBytes(target) });
    return findLinkChange(entry, target, known.get(entry.path));
  }
}

function refuse(error: unknown, path: BytePath): never {
  throw explainUnreadable(error, path);
}
