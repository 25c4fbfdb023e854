import { posix } from 'node:path';
import { type Language, familyOf, findLanguage } from '../grammars/grammars.ts';
import type { MappedFile } from '../repo-map.ts';

/** Looks up which files of a repository an import means. */
export interface ImportIndex {
  /** None if it means nothing of this repository. Several for a package that is a folder. */
  resolve(from: string, source: string): readonly string[];
}

const ecmaEndings = [
  '',
  '.ts',
  '.tsx',
  '.js',
  '.jsx',
  '.mjs',
  '.mts',
  '.cjs',
  '.cts',
  '.d.ts',
  '/index.ts',
  '/index.tsx',
  '/index.js',
  '/index.mjs',
];
/** A name that means more files than this means none. */
const mostAlike = 12;

export function indexImports(files: readonly MappedFile[]): ImportIndex {
  const present = new Set(files.map((file) => file.path));
  /** By the last two parts of a path without its ending, and by the last one. */
  const byEnd = Map.groupBy(
    files.filter((file) => findLanguage(file.path)).flatMap(({ path }) => endsOf(path).map((end) => ({ end, path }))),
    ({ end }) => end,
  );
  const byFolder = Map.groupBy(files, ({ path }) => posix.dirname(path));
  const packages = files
    .flatMap(({ facts, path }) =>
      (facts?.definitions ?? []).filter(({ kind }) => kind === 'package').map(({ name }) => ({ name, folder: posix.dirname(path) })),
    )
    .toSorted((a, b) => b.name.length - a.name.length);

  const firstOf = (paths: readonly string[]) => paths.filter((path) => present.has(path)).slice(0, 1);
  /** Files whose path ends so; of several the one that shares most folders with who asks. */
  const endingWith = (from: string, end: string, family: string): string[] => {
    const key = end.split('/').slice(-2).join('/');
    const found = (byEnd.get(key) ?? [])
      .map(({ path }) => path)
      .filter((path) => isIn(path, family) && `/${withoutEnding(path)}`.endsWith(`/${end}`));
    if (found.length > mostAlike) return [];
    return found.toSorted((a, b) => shared(from, b) - shared(from, a) || (a < b ? -1 : 1)).slice(0, 1);
  };
  const inFolder = (folder: string, family: string) =>
    (byFolder.get(folder) ?? []).map(({ path }) => path).filter((path) => isIn(path, family));

  const ecma = (from: string, source: string): readonly string[] => {
    const tried = (base: string) => firstOf([...ecmaEndings.map((ending) => base + ending), ...swapped(base)]);
    if (source.startsWith('.')) return tried(posix.join(posix.dirname(from), source));
    const owner = packages.find(({ name }) => source === name || source.startsWith(`${name}/`));
    if (owner) {
      const rest = source.slice(owner.name.length + 1) || 'index';
      return (
        [rest, `src/${rest}`, `${rest}/index`, `src/${rest}/index`, `lib/${rest}`]
          .map((each) => tried(posix.join(owner.folder, each)))
          .find((each) => each.length > 0) ?? []
      );
    }
    const alias = /^(?:[@~]|#)\/?(.+\/.+|.+)$/.exec(source)?.[1];
    if (alias === undefined && !source.includes('/')) return [];
    return endingWith(from, withoutEnding(alias ?? source), 'ecma');
  };
  const python = (from: string, source: string): readonly string[] => {
    const dots = /^\.*/.exec(source)?.[0].length ?? 0;
    const rest = source.slice(dots).replaceAll('.', '/');
    const tried = (base: string) =>
      firstOf(
        rest === '' ? [`${base}/__init__.py`] : [`${base}/${rest}.py`, `${base}/${rest}/__init__.py`].map((path) => posix.normalize(path)),
      );
    if (dots > 0) return tried(posix.join(posix.dirname(from), ...Array.from({ length: dots - 1 }, () => '..')));
    const found = [tried('.'), tried('src'), tried(posix.dirname(from))].find((each) => each.length > 0);
    return found ?? (rest.includes('/') ? endingWith(from, rest, 'python') : []);
  };
  const go = (from: string, source: string): readonly string[] => {
    const owner = packages.find(({ name }) => source === name || source.startsWith(`${name}/`));
    if (!owner) return [];
    return inFolder(posix.join(owner.folder, source.slice(owner.name.length + 1)), 'go').filter((path) => !path.endsWith('_test.go'));
  };
  const rust = (from: string, source: string): readonly string[] => {
    const folder = posix.dirname(from);
    const isRoot = /(?:^|\/)(?:mod|lib|main)\.rs$/.test(from);
    const own = isRoot ? folder : withoutEnding(from);
    const tried = (base: string, parts: readonly string[]): readonly string[] => {
      for (let length = parts.length; length > 0; length -= 1) {
        const path = posix.join(base, ...parts.slice(0, length));
        const found = firstOf([`${path}.rs`, `${path}/mod.rs`]);
        if (found.length > 0) return found;
      }
      return [];
    };
    if (source.startsWith('mod:')) return tried(own, [source.slice(4)]);
    const [first = '', ...parts] = source.split('::');
    const top = /^(?:.*\/)?src(?=\/)/.exec(from)?.[0] ?? folder;
    if (first === 'crate') return tried(top, parts);
    if (first === 'self') return tried(own, parts);
    if (first === 'super') return tried(isRoot ? posix.dirname(folder) : folder, parts);
    return tried(own, [first, ...parts]);
  };
  const java = (from: string, source: string): readonly string[] => {
    const parts = source.split('.');
    const path = parts.join('/');
    // A static import names a member of the class that it goes through.
    return [path, parts.slice(0, -1).join('/')].map((each) => endingWith(from, each, 'java')).find((each) => each.length > 0) ?? [];
  };
  const included = (from: string, source: string, family: string): readonly string[] => {
    const beside = posix.join(posix.dirname(from), source);
    if (family === 'ruby') {
      const found = firstOf([`${beside}.rb`, beside, `lib/${source}.rb`]);
      return found.length > 0 || source.startsWith('.') ? found : endingWith(from, source.replace(/\.rb$/, ''), family);
    }
    const found = firstOf([beside, source, `include/${source}`, `src/${source}`]);
    return found.length > 0 ? found : endingWith(from, withoutEnding(source), family).filter((path) => path.endsWith(`/${source}`));
  };

  const byLanguage: Partial<Record<Language, (from: string, source: string) => readonly string[]>> = {
    javascript: ecma,
    typescript: ecma,
    tsx: ecma,
    python,
    go,
    rust,
    java,
    ruby: (from, source) => included(from, source, 'ruby'),
    'c-family': (from, source) => included(from, source, 'c-family'),
  };
  return {
    resolve(from, source) {
      const language = findLanguage(from);
      const found = language === undefined ? undefined : byLanguage[language]?.(from, source);
      return (found ?? []).filter((path) => path !== from);
    },
  };
}

/** `./x.js` may be written for `x.ts`. */
const swapped = (base: string) =>
  /\.[mc]?jsx?$/.test(base) ? ['.ts', '.tsx', '.mts', '.cts'].map((ending) => base.replace(/\.[mc]?jsx?$/, ending)) : [];

const withoutEnding = (path: string) => path.replace(/\.(?:d\.)?\w+$/, '').replace(/\/index$/, '');

const endsOf = (path: string) => {
  const parts = withoutEnding(path).split('/');
  return [...new Set([parts.slice(-2).join('/'), parts.slice(-1).join('/')])];
};

function isIn(path: string, family: string): boolean {
  const language = findLanguage(path);
  return language !== undefined && familyOf(language) === family;
}

/** How many folders two paths have in common from the root. */
function shared(one: string, other: string): number {
  const [a, b] = [one.split('/'), other.split('/')];
  const differs = a.findIndex((part, n) => part !== b[n]);
  return differs < 0 ? a.length : differs;
}
