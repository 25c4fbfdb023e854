import { type MappedFile, type RepoMap, nothingKnown } from '../repo-map.ts';
import { pageRank } from './page-rank.ts';
import { namesIn, pathsIn, wordForms, wordsIn } from './task-words.ts';
import { type UseGraph, useGraphInSteps } from './use-graph.ts';

/** The part of a task that says what it is about. */
export interface TaskText {
  readonly title: string;
  readonly description: string;
  readonly acceptanceCriteria: readonly string[];
  /** Paths that it names. */
  readonly files: readonly string[];
}

export interface RankOptions {
  /** Paths that were changed lately, the latest first where that is known. */
  readonly touched?: readonly string[];
  /** Better than `touched`: the paths that each of the last commits changed, the latest commit first; some hundred of them tell much. */
  readonly recentCommits?: readonly (readonly string[])[];
  /** Paths that are never of use, such as the task list itself. */
  readonly exclude?: readonly string[];
  /** 20 unless told. */
  readonly limit?: number;
}

export interface RankedFile {
  readonly path: string;
  /** From 0 to 1; 1 is the first. */
  readonly score: number;
  /** For people and prompts: `named in the task`, `defines parseOrder`. */
  readonly reason: string;
  /** Names of its definitions that matter here, the most important first. */
  readonly wanted: readonly string[];
}

interface Found {
  score: number;
  readonly reasons: Map<string, number>;
  readonly wanted: Map<string, number>;
}

/**
 * What counts how much: measured on the history of a repository of some 600 files, where the subjects of commits had to find the files that they changed.
 * How near a file is by use, against what the task itself says; and a word in a path, in a name and in the text.
 */
const nearness = 0.3;
const pathWeight = 1;
const nameWeight = 0.5;
/** What a file that was found gives to those that a commit changed together with it. */
const togetherWeight = 0.6;
const mostSeeds = 40;

/**
 * Which files a task concerns, the likeliest first: those it names, those that define what it names or speaks of, those whose paths have its words, what
 * is near to all of these by use, import or as a test, and what was changed lately. The same question always has the same answer.
 */
export function rankFiles(
  map: RepoMap,
  task: TaskText,
  { exclude = [], limit = 20, recentCommits = [], touched = [] }: RankOptions = {},
): RankedFile[] {
  const graph = graphOf(map);
  const excluded = new Set(exclude);
  const found = new Map<number, Found>();
  const add = (n: number, score: number, reason: string, wanted?: string) => {
    const one = found.get(n) ?? { score: 0, reasons: new Map(), wanted: new Map() };
    one.score += score;
    one.reasons.set(reason, (one.reasons.get(reason) ?? 0) + score);
    if (wanted !== undefined) one.wanted.set(wanted, (one.wanted.get(wanted) ?? 0) + score);
    found.set(n, one);
  };
  const text = [task.title, task.description, ...task.acceptanceCriteria].join('\n').slice(0, 50_000);
  addNamedFiles(map.files, [...task.files.map((path) => path.replace(/^\.?\//, '')), ...pathsIn(text)], add);
  addNamedDefinitions(graph, namesIn(text), add);
  addWords(map.files, { title: wordsIn(task.title), text: wordForms(text) }, add);
  addTouched(map.files, touched, add);
  addHistory(map.files, recentCommits, { found, add });

  const seeds = new Map(
    Array.from(found, ([n, { score }]) => [n, score] as const)
      .toSorted(([a, one], [b, other]) => other - one || a - b)
      .slice(0, mostSeeds),
  );
  const rank = pageRank(graph, seeds);
  const highestRank = Math.max(...rank, Number.MIN_VALUE);
  const highest = Math.max(...found.values().map(({ score }) => score), Number.MIN_VALUE);
  const scored = map.files.flatMap((file, n) => {
    if (excluded.has(file.path) || !isWorthShowing(file)) return [];
    const direct = found.get(n);
    const score = (direct?.score ?? 0) / highest + (nearness * (rank[n] ?? 0)) / highestRank;
    // What nothing leads to is no answer, unless nothing is known at all.
    if (score < 0.002 || (seeds.size === 0 && file.facts === null)) return [];
    return [{ n, file, score, direct }];
  });
  const best = scored.toSorted((a, b) => b.score - a.score || (a.file.path < b.file.path ? -1 : 1)).slice(0, limit);
  const most = best[0]?.score ?? 1;
  return best.map(({ direct, file, n, score }) => ({
    path: file.path,
    score: Math.round((score / most) * 1000) / 1000,
    reason: reasonOf(direct, n, { graph, seeds, files: map.files }),
    wanted: namesBy(direct?.wanted ?? new Map<string, number>()),
  }));
}

const knownGraphs = new WeakMap<RepoMap, UseGraph>();
/** A map is used for many tasks. */
function graphOf(map: RepoMap): UseGraph {
  let graph = knownGraphs.get(map);
  for (const steps = useGraphInSteps(map); !graph;) graph = steps.next().value ?? undefined;
  knownGraphs.set(map, graph);
  return graph;
}

/** Does what every ranking of a map needs, and lets others work meanwhile. Without it the first ranking does it, in one go. */
export async function prepareRanking(map: RepoMap): Promise<void> {
  const steps = useGraphInSteps(map);
  while (!knownGraphs.has(map)) {
    const { value } = steps.next();
    if (value) knownGraphs.set(map, value);
    else await new Promise((resolve) => setImmediate(resolve));
  }
}

type Add = (n: number, score: number, reason: string, wanted?: string) => void;

function addNamedFiles(files: readonly MappedFile[], named: readonly string[], add: Add): void {
  const whole = new Set(named);
  const ends = named.filter((name) => name.includes('/') && !name.endsWith('/'));
  const folders = named.filter((name) => name.endsWith('/'));
  for (const [n, { path }] of files.entries()) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (whole.has(path)) add(n, 100, 'named in the task');
    else if (whole.has(name) || ends.some((end) => path.endsWith(`/${end}`))) add(n, 60, 'its name stands in the task');
    else if (folders.some((folder) => path.startsWith(folder) || path.includes(`/${folder}`))) add(n, 8, 'in a folder that the task names');
  }
}

function addNamedDefinitions({ definers, users }: UseGraph, names: ReadonlySet<string>, add: Add): void {
  for (const name of names) {
    const all = definers.get(name) ?? [];
    if (all.length > 25) continue;
    for (const n of all) add(n, 45 / Math.sqrt(Math.max(1, all.length)) / (users.has(name) ? 1 : 1.2), `defines ${name}`, name);
  }
}

/**
 * Words of paths, of the names that files define, and of all their text. A word that few files have tells more than one of many, and a word of the title more
 * than one that comes later.
 */
function addWords(files: readonly MappedFile[], task: { title: ReadonlySet<string>; text: ReadonlyMap<string, string> }, add: Add): void {
  const known = files.map((file) => findWords(file, task.text));
  const holders = { path: new Map<string, number>(), body: new Map<string, number>() };
  for (const one of known)
    if (one) {
      for (const word of new Set([...one.path, ...one.names.keys()])) holders.path.set(word, (holders.path.get(word) ?? 0) + 1);
      for (const word of one.body.keys()) holders.body.set(word, (holders.body.get(word) ?? 0) + 1);
    }
  const inTitle = (word: string) => (task.title.has(word) ? 1.6 : 1);
  const shown = (words: readonly string[]) => words.map((word) => task.text.get(word) ?? word).join(', ');
  const telling = (word: string) => {
    const many = holders.path.get(word) ?? 1;
    // A word of nearly every file, such as the name of the only folder, tells nothing.
    return files.length >= 5 && many > files.length / 3 ? 0 : Math.log2(1 + files.length / many) * inTitle(word);
  };
  const lengths = known.map((one) => one?.length ?? 0).filter((length) => length > 0);
  const usualLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  /** As BM25 weighs it: rare words count, repeating them ever less, and long files have them by chance. */
  const aboutness = (word: string, count: number, length: number) => {
    const many = holders.body.get(word) ?? 1;
    const rarity = Math.log(1 + (lengths.length - many + 0.5) / (many + 0.5)) * inTitle(word);
    return (rarity * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * length) / usualLength));
  };
  for (const [n, one] of known.entries()) {
    if (!one) continue;
    const inPath = strongest(Array.from(one.path, (word) => [word, pathWeight * telling(word)]));
    if (inPath.length > 0) add(n, total(inPath), `its path has the words ${shown(inPath.slice(0, 3).map(([word]) => word))}`);
    const inText = strongest(Array.from(one.body, ([word, count]) => [word, aboutness(word, count, one.length)]));
    if (inText.length > 0) add(n, total(inText), `speaks of ${shown(inText.slice(0, 3).map(([word]) => word))}`);
    for (const [word, weight] of strongest(Array.from(one.names.keys(), (word) => [word, nameWeight * telling(word)])).slice(0, 8)) {
      const [first = '', ...others] = one.names.get(word) ?? [];
      add(n, weight, `defines ${first}`, first);
      for (const name of others.slice(0, 5)) add(n, weight / 20, `defines ${first}`, name);
    }
  }
}

/** Which words of a task a file has, in its path, in the names that it defines, and in all its text. */
function findWords(file: MappedFile, wanted: ReadonlyMap<string, string>) {
  if (!isWorthShowing(file)) return undefined;
  const { words } = file.facts ?? nothingKnown;
  const names = new Map<string, string[]>();
  for (const [word, list] of nameWordsOf(file)) if (wanted.has(word)) names.set(word, list);
  return {
    path: [...wordsIn(file.path.replace(/\.\w+$/, ''))].filter((word) => wanted.has(word)),
    names,
    body: new Map(words.names.flatMap((word, at) => (wanted.has(word) ? [[word, words.counts[at] ?? 0] as const] : []))),
    length: words.counts.reduce((sum, count) => sum + count, 0),
  };
}

/** Taking names apart is most of the work of a ranking, and the same for every task. */
const knownNameWords = new WeakMap<object, Map<string, string[]>>();
function nameWordsOf({ facts }: MappedFile): Map<string, string[]> {
  if (!facts) return new Map();
  let words = knownNameWords.get(facts);
  if (!words) {
    words = new Map();
    for (const name of new Set(facts.definitions.map((each) => each.name)))
      for (const word of wordsIn(name)) words.set(word, [...(words.get(word) ?? []), name]);
    knownNameWords.set(facts, words);
  }
  return words;
}

type Weighed = readonly (readonly [word: string, weight: number])[];
const strongest = (all: Weighed): Weighed =>
  all.filter(([, weight]) => weight > 0).toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
const total = (all: Weighed) => all.reduce((sum, [, weight]) => sum + weight, 0);

function addTouched(files: readonly MappedFile[], touched: readonly string[], add: Add): void {
  const numbers = new Map(files.map((file, n) => [file.path, n]));
  for (const [age, path] of touched.slice(0, mostCommits).entries()) {
    const n = numbers.get(path);
    if (n !== undefined) add(n, 1.5 / (1 + age / 10), 'changed lately');
  }
}

/** A commit of more files than this was no task. */
const mostFilesOfCommit = 15;
const mostCommits = 500;
/** Whose company counts: the files that are found by now. */
const mostCompanions = 10;

/** What was changed lately, and what used to be changed together with what is found by now. */
function addHistory(
  files: readonly MappedFile[],
  commits: readonly (readonly string[])[],
  { add, found }: { add: Add; found: ReadonlyMap<number, Found> },
): void {
  const numbers = new Map(files.map((file, n) => [file.path, n]));
  const best = new Map(
    Array.from(found, ([n, { score }]) => [n, score] as const)
      .toSorted(([a, one], [b, other]) => other - one || a - b)
      .slice(0, mostCompanions),
  );
  for (const [age, paths] of commits.slice(0, mostCommits).entries()) {
    const changed = [...new Set(paths)].flatMap((path) => numbers.get(path) ?? []);
    if (changed.length > mostFilesOfCommit) continue;
    for (const n of age < 30 ? changed : []) add(n, 1 / (1 + age / 3), 'changed lately');
    for (const one of changed) {
      const weight = ((best.get(one) ?? 0) * togetherWeight) / Math.sqrt(changed.length) / (1 + age / 50);
      if (weight > 0) for (const other of changed) if (other !== one) add(other, weight, `changed together with ${files[one]?.path ?? ''}`);
    }
  }
}

/** The strongest reasons; for a file that only lies near, by which way. */
function reasonOf(
  direct: Found | undefined,
  n: number,
  { files, graph, seeds }: { files: readonly MappedFile[]; graph: UseGraph; seeds: ReadonlyMap<number, number> },
): string {
  const own = namesBy(direct?.reasons ?? new Map<string, number>()).slice(0, 3);
  // Who is named needs no further reason.
  if ((direct?.reasons.get(own[0] ?? '') ?? 0) >= 60) return own[0] ?? '';
  if ((direct?.score ?? 0) >= 20 || (own.length > 0 && seeds.size === 0)) return own.join('; ');
  const ways = [
    ...(graph.usedBy[n] ?? []).map(({ how, to, weight }) => ({
      to,
      weight,
      text: how === 'imports it' ? 'imported by' : how === 'tests it' ? 'tested by' : `${how.slice(5)} is used by`,
    })),
    ...(graph.uses[n] ?? []).map(({ how, to, weight }) => ({
      to,
      weight: weight * 0.6,
      text: how === 'imports it' ? 'imports' : how === 'tests it' ? 'tests' : `${how} of`,
    })),
  ];
  const strength = ({ to, weight }: { to: number; weight: number }) => weight * (seeds.get(to) ?? 0);
  const [strongest] = ways.filter((way) => strength(way) > 0).toSorted((a, b) => strength(b) - strength(a) || a.to - b.to);
  const near = strongest ? `${strongest.text} ${files[strongest.to]?.path ?? ''}` : undefined;
  const all = near === undefined ? own : [...own.slice(0, 2), near];
  return all.length > 0 ? all.join('; ') : seeds.size === 0 ? 'much used' : 'near to the others';
}

const namesBy = (scores: ReadonlyMap<string, number>) =>
  [...scores].toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).map(([name]) => name);

/** Neither installed, built, locked nor a picture. */
function isWorthShowing({ facts, path }: MappedFile): boolean {
  if (/(?:^|\/)(?:node_modules|bower_components|vendor|third_party|dist|build|out|target|coverage|__pycache__|\.[^/]+)\//.test(path))
    return false;
  if (
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|uv\.lock|poetry\.lock|Cargo\.lock|go\.sum)$/.test(
      path,
    )
  )
    return false;
  if (
    /\.(?:min\.(?:js|css)|map|snap|lock|png|jpe?g|gif|webp|ico|svgz|pdf|zip|gz|tgz|xz|7z|jar|war|class|so|dll|dylib|exe|bin|wasm|woff2?|ttf|otf|eot|mp[34]|wav|ogg|webm|avi|mov|db|sqlite3?|pyc|o|a)$/i.test(
      path,
    )
  )
    return false;
  return (
    facts !== null ||
    /\.(?:md|rst|txt|json|ya?ml|toml|ini|cfg|conf|xml|html?|css|scss|less|sql|sh|bash|ps1|graphql|proto|vue|svelte|kt|swift|scala|ex|exs|lua|r|jl|tf|gradle|mk|properties|csv)$|(?:^|\/)(?:Makefile|Dockerfile|Gemfile|Rakefile|Jenkinsfile)$/i.test(
      path,
    )
  );
}
