import type { MappedFile, RepoMap } from '../repo-map.ts';
import { addHistory, addTouched } from './add-history.ts';
import { addNamedDefinitions, addNamedFiles } from './add-named.ts';
import { addWords } from './add-words.ts';
import { type Found, bestFound, collectFound } from './found-files.ts';
import { pageRank } from './page-rank.ts';
import { namesIn, pathsIn, wordForms, wordsIn } from './task-words.ts';
import { type UseGraph, useGraphInSteps } from './use-graph.ts';
import { isWorthShowing } from './worth-showing.ts';

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

/**
 * How much it counts that a file is near by use, against what the task itself says. This and the other weights were measured on the history of a repository of
 * some 600 files, where the subjects of commits had to find the files that they changed (bench/file-ranking.ts).
 */
const nearness = 0.3;
const mostSeeds = 40;

/**
 * Which files a task concerns, the likeliest first: those it names, those that define what it names or speaks of, those whose paths have its words, what
 * commits used to change together with these, what is near to all of them by use, import or as a test, and what was changed lately. The same question always has the same answer.
 */
export function rankFiles(
  map: RepoMap,
  task: TaskText,
  { exclude = [], limit = 20, recentCommits = [], touched = [] }: RankOptions = {},
): RankedFile[] {
  const graph = graphOf(map);
  const excluded = new Set(exclude);
  const { add, found } = collectFound();
  const text = [task.title, task.description, ...task.acceptanceCriteria].join('\n').slice(0, 50_000);
  addNamedFiles(map.files, [...task.files.map((path) => path.replace(/^\.?\//, '')), ...pathsIn(text)], add);
  addNamedDefinitions(graph, namesIn(text), add);
  addWords(map.files, { title: wordsIn(task.title), text: wordForms(text) }, add);
  addTouched(map.files, touched, add);
  addHistory(map.files, recentCommits, { found, add });

  const seeds = bestFound(found, mostSeeds);
  const rank = pageRank(graph, seeds);
  // One by one: a large repository has more files than a call may have arguments.
  const highestRank = rank.reduce((high, each) => Math.max(high, each), Number.MIN_VALUE);
  const highest = found.values().reduce((high, { score }) => Math.max(high, score), Number.MIN_VALUE);
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
