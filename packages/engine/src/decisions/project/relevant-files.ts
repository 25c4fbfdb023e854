import { type RepositoryFile, isGenerated } from './repository-listing.ts';
import { pathsIn, wordsOf } from './task-words.ts';

/** The part of a task that says what it is about. */
export interface TaskText {
  readonly title: string;
  readonly description: string;
  readonly acceptanceCriteria: readonly string[];
  readonly files: readonly string[];
}

export interface RelevantFile {
  readonly path: string;
  /** For people and prompts: `named in the task`. */
  readonly reason: string;
  readonly score: number;
}

export interface RelevanceOptions {
  /** Paths that earlier tasks of this execution changed, the latest first. */
  readonly recentlyChanged?: readonly string[] | undefined;
  /** How many at most; 20 unless told. */
  readonly limit?: number | undefined;
  /** Paths that are never relevant, such as the task list itself. */
  readonly exclude?: readonly string[] | undefined;
}

interface Found {
  score: number;
  readonly reasons: string[];
}

/**
 * Which files a task concerns, the likeliest first, each with its reason: those it names, those in folders it names, those whose path has its words (rare words
 * count more), tests of all of these and what these test, and what earlier tasks changed. The same question always has the same answer.
 */
export function findRelevantFiles(task: TaskText, files: readonly RepositoryFile[], options: RelevanceOptions = {}): RelevantFile[] {
  const { recentlyChanged = [], limit = 20, exclude = [] } = options;
  const excluded = new Set(exclude);
  const paths = files
    .map((file) => file.path)
    .filter((path) => !excluded.has(path) && !isGenerated(path) && !isBinary(path))
    .toSorted();
  const found = new Map<string, Found>();
  const add = (path: string, score: number, reason: string) => {
    const one = found.get(path) ?? { score: 0, reasons: [] };
    one.score += score;
    if (!one.reasons.includes(reason)) one.reasons.push(reason);
    found.set(path, one);
  };

  addNamed(task, paths, add);
  // Who is named needs no further reason.
  const rest = paths.filter((path) => (found.get(path)?.score ?? 0) < 60);
  addByWords(task, rest, add);
  const siblingsOf = siblingFinder(paths);
  for (const [path, { score }] of [...found].filter(([, one]) => one.score >= 3)) {
    for (const sibling of siblingsOf(path)) if (!found.has(sibling.path)) add(sibling.path, score * 0.6, sibling.reason);
  }
  const present = new Set(paths);
  for (const [index, path] of recentlyChanged.entries()) {
    if (present.has(path)) add(path, 2 / (1 + index / 10), 'changed by an earlier task');
  }

  return Array.from(found, ([path, { score, reasons }]) => ({ path, reason: reasons.join('; '), score: Math.round(score * 100) / 100 }))
    .toSorted((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
    .slice(0, limit);
}

type Add = (path: string, score: number, reason: string) => void;

function addNamed(task: TaskText, paths: readonly string[], add: Add): void {
  const text = [task.title, task.description, ...task.acceptanceCriteria].join('\n');
  const named = new Set([...task.files.map((path) => path.replace(/^\.?\//, '')), ...pathsIn(text)]);
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const folder = [...named].find((one) => one.endsWith('/') && (path.startsWith(one) || path.includes(`/${one}`)));
    if (named.has(path)) add(path, 100, 'named in the task');
    else if (named.has(name) || [...named].some((one) => one.includes('/') && path.endsWith(`/${one}`)))
      add(path, 60, 'its name stands in the task');
    else if (folder !== undefined) add(path, 8, `in the folder ${folder} that the task names`);
  }
}

function addByWords(task: TaskText, paths: readonly string[], add: Add): void {
  const title = wordsOf(task.title);
  const wanted = new Set([...title, ...wordsOf(task.description), ...task.acceptanceCriteria.flatMap((text) => [...wordsOf(text)])]);
  const wordsByPath = paths.map((path) => [path, [...wordsOf(path.replace(/\.\w+$/, ''))].filter((word) => wanted.has(word))] as const);
  const count = new Map<string, number>();
  for (const word of wordsByPath.flatMap(([, words]) => words)) count.set(word, (count.get(word) ?? 0) + 1);

  for (const [path, words] of wordsByPath) {
    // A word of nearly every path, such as the name of the only folder, tells nothing.
    const telling = words.filter((word) => paths.length < 5 || (count.get(word) ?? 0) <= paths.length / 3);
    if (telling.length === 0) continue;
    const weights = telling.map((word) => Math.log2(1 + paths.length / (count.get(word) ?? 1)) * (title.has(word) ? 2 : 1));
    const score = weights.reduce((sum, weight) => sum + weight, 0);
    add(path, score, `its path has the ${telling.length === 1 ? 'word' : 'words'} ${telling.toSorted().join(', ')}`);
  }
}

/** Tests of a file, and the file that a test tests, by the naming habits of the usual tools. */
function siblingFinder(paths: readonly string[]) {
  const byBase = Map.groupBy(paths, (path) => baseOf(path).base);
  return (path: string): { path: string; reason: string }[] => {
    const { base, isTest } = baseOf(path);
    if (base.length < 3) return [];
    const others = (byBase.get(base) ?? []).filter((other) => baseOf(other).isTest !== isTest);
    return others.map((other) => ({ path: other, reason: isTest ? `tested by ${path}` : `tests ${path}` }));
  };
}

function baseOf(path: string): { base: string; isTest: boolean } {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  const base = name
    .replace(/[._-](?:test|spec)s?$/i, '')
    .replace(/^tests?[._-]/i, '')
    .replace(/(?:Test|Spec)s?$/, '');
  return { base: base.toLowerCase(), isTest: base !== name || /(?:^|\/)(?:tests?|__tests__|spec)\//.test(path) };
}

const isBinary = (path: string) =>
  /\.(?:png|jpe?g|gif|webp|ico|pdf|zip|gz|tgz|jar|woff2?|ttf|otf|mp[34]|wasm|exe|dll|so|dylib|bin|db|sqlite)$/i.test(path);
