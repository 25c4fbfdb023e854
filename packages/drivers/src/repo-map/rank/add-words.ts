import { type MappedFile, nothingKnown } from '../repo-map.ts';
import type { Add } from './found-files.ts';
import { wordsIn } from './task-words.ts';
import { isWorthShowing } from './worth-showing.ts';

/** What a word counts in a path and in a name, against one in the text. Measured, as in rank-files.ts. */
const pathWeight = 1;
const nameWeight = 0.5;

/**
 * Words of paths, of the names that files define, and of all their text. A word that few files have tells more than one of many, and a word of the title more
 * than one that comes later.
 */
export function addWords(
  files: readonly MappedFile[],
  task: { title: ReadonlySet<string>; text: ReadonlyMap<string, string> },
  add: Add,
): void {
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
    path: pathWordsOf(file).filter((word) => wanted.has(word)),
    names,
    body: new Map(words.names.flatMap((word, at) => (wanted.has(word) ? [[word, words.counts[at] ?? 0] as const] : []))),
    length: words.counts.reduce((sum, count) => sum + count, 0),
  };
}

/** Taking names and paths apart is most of the work of a ranking, and the same for every task. */
const knownPathWords = new WeakMap<object, readonly string[]>();
function pathWordsOf(file: MappedFile): readonly string[] {
  const words = knownPathWords.get(file) ?? [...wordsIn(file.path.replace(/\.\w+$/, ''))];
  knownPathWords.set(file, words);
  return words;
}

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
