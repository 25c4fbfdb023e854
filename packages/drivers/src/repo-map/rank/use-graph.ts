import { familyOf, findLanguage } from '../grammars/grammars.ts';
import type { MappedFile, RepoMap } from '../repo-map.ts';
import { indexImports } from './import-index.ts';

/** That one file uses another. */
export interface Use {
  readonly to: number;
  readonly weight: number;
  /** For people: `imports it`, `uses parseOrder`. */
  readonly how: string;
}

/** Files by their number in the map, and who uses whom. */
export interface UseGraph {
  readonly uses: readonly (readonly Use[])[];
  readonly usedBy: readonly (readonly Use[])[];
  /** Files by the names that they define. */
  readonly definers: ReadonlyMap<string, readonly number[]>;
  /** How many files use a name. */
  readonly users: ReadonlyMap<string, number>;
}

/** A name that more files define than this tells nothing: `main`, `render`, `New`. */
const mostDefiners = 6;
const importWeight = 3;
const testWeight = 3;
/** The strongest ones of a file. */
const mostUses = 60;

/** Files between two pauses of `useGraphInSteps`: some milliseconds. */
const filesAStep = 100;

/**
 * Who uses whom: by imports that could be resolved, by names, and as the test of something. In steps, so that who has other things to do can do them between:
 * twenty thousand files take seconds.
 */
export function* useGraphInSteps({ files }: RepoMap): Generator<undefined, UseGraph> {
  const numbers = new Map(files.map((file, n) => [file.path, n]));
  const definers = definersOf(files);
  const users = usersOf(files);
  const imports = indexImports(files);
  const families = files.map(familyOfFile);
  const subjects = subjectIndex(files, families);
  yield undefined;
  const usesOf = (file: MappedFile, from: number): Use[] => {
    const found = new Map<number, Use>();
    const add = (to: number, weight: number, how: string) => {
      const before = found.get(to);
      if (to === from) return;
      found.set(to, { to, weight: (before?.weight ?? 0) + weight, how: before && before.weight >= weight ? before.how : how });
    };
    for (const source of file.facts?.imports ?? []) {
      const resolved = imports.resolve(file.path, source);
      for (const path of resolved) add(numbers.get(path) ?? from, importWeight / Math.sqrt(resolved.length), 'imports it');
    }
    const family = families[from];
    const references = file.facts?.references;
    for (const [at, name] of references?.names.entries() ?? []) {
      const count = references?.counts[at] ?? 0;
      const all = definers.get(name);
      // Who defines a name himself means his own; what others than these also define could be anybody's.
      if (!all || name.length < 3 || all.length > mostDefiners || all.includes(from)) continue;
      if (all.some((to) => families[to] !== family)) continue;
      const weight = Math.sqrt(Math.min(count, 25)) / all.length / Math.log2(1 + (users.get(name) ?? 1));
      for (const to of all) add(to, weight, `uses ${name}`);
    }
    for (const to of subjects.of(file.path)) add(to, testWeight, 'tests it');
    return [...found.values()].toSorted((a, b) => b.weight - a.weight || a.to - b.to).slice(0, mostUses);
  };
  const uses: Use[][] = [];
  for (const [from, file] of files.entries()) {
    uses.push(usesOf(file, from));
    if (from % filesAStep === 0) yield undefined;
  }
  const usedBy = files.map((): Use[] => []);
  for (const [from, list] of uses.entries()) for (const { how, to, weight } of list) usedBy[to]?.push({ to: from, weight, how });
  return { uses, usedBy, definers, users };
}

function definersOf(files: readonly MappedFile[]): Map<string, number[]> {
  const definers = new Map<string, number[]>();
  for (const [n, { facts }] of files.entries()) {
    for (const name of new Set(facts?.definitions.map((each) => each.name))) {
      const list = definers.get(name);
      if (list) list.push(n);
      else definers.set(name, [n]);
    }
  }
  return definers;
}

function usersOf(files: readonly MappedFile[]): Map<string, number> {
  const users = new Map<string, number>();
  for (const { facts } of files) for (const name of facts?.references.names ?? []) users.set(name, (users.get(name) ?? 0) + 1);
  return users;
}

const familyOfFile = ({ path }: MappedFile): string | undefined => {
  const language = findLanguage(path);
  return language && familyOf(language);
};

const testMarks = /(?:^|[._-])(?:tests?|specs?)(?=[._-]|$)|(?<=[a-z0-9])(?:Tests?|Specs?)$/g;
const stemOf = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
const isTest = (path: string) =>
  /(?:^|\/)(?:tests?|specs?|__tests__)\//.test(path) || stemOf(path).replaceAll(testMarks, '') !== stemOf(path);

/** What a test is the test of, by its name: in any folder, but the nearest if several are called so. */
function subjectIndex(files: readonly MappedFile[], families: readonly (string | undefined)[]): { of(path: string): number[] } {
  const subjects = Map.groupBy(
    [...files.keys()].filter((n) => !isTest(files[n]?.path ?? '')),
    (n) => stemOf(files[n]?.path ?? '').toLowerCase(),
  );
  return {
    of(path) {
      if (!isTest(path)) return [];
      const stem = stemOf(path).replaceAll(testMarks, '').toLowerCase();
      const language = findLanguage(path);
      if (stem === '' || !language) return [];
      const found = (subjects.get(stem) ?? []).filter((n) => families[n] === familyOf(language));
      return found.length > 4 ? [] : found;
    },
  };
}
