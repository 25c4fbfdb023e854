/** A file of a commit, as the repository lists it. */
export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  /** Names its content: the same blob is the same bytes, whatever its path. */
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
}

/** Where files come from; nothing here knows how. */
export interface RepositorySource {
  readonly commit: string;
  listFiles(signal: AbortSignal): Promise<readonly SourceFile[]>;
  /** By path; a file that cannot be read may be missing. Called with some dozens of files at a time. */
  readFiles(files: readonly SourceFile[], signal: AbortSignal): Promise<ReadonlyMap<string, Uint8Array>>;
}

export const definitionKinds = [
  'class',
  'constant',
  'constructor',
  'enum',
  'function',
  'interface',
  'macro',
  'method',
  'module',
  'package',
  'struct',
  'trait',
  'type',
] as const;
export type DefinitionKind = (typeof definitionKinds)[number];

export interface Definition {
  readonly name: string;
  readonly kind: DefinitionKind;
  /** Lines from 1, both included. */
  readonly line: number;
  readonly endLine: number;
  /** Its first line, without the indent, at most 160 characters. */
  readonly signature: string;
}

/**
 * Names and how often each is there, the most frequent first. In two lists of the same length: as pairs, the hundreds of a file would take seven times
 * the memory.
 */
export interface Counted {
  readonly names: readonly string[];
  readonly counts: readonly number[];
}

/** The most frequent ones first, those that are as frequent by name. */
export function countedOf(counts: ReadonlyMap<string, number>, most: number): Counted {
  const sorted = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, most);
  return { names: sorted.map(([name]) => name), counts: sorted.map(([, count]) => count) };
}

/** What is known of a file by its content and language alone. */
export interface FileFacts {
  readonly lines: number;
  /** In the order of the file. */
  readonly definitions: readonly Definition[];
  /** Names that it uses and how often, the most frequent first. */
  readonly references: Counted;
  /** Words of all its text, comments included, in the form that `wordsIn` gives, and how often; the most frequent first. */
  readonly words: Counted;
  /** What it imports, as the language's grammar writes it down for `resolve-imports`. */
  readonly imports: readonly string[];
}

export interface MappedFile extends SourceFile {
  /** Null: in no language that is parsed here, or not parsed for a reason that `unread` tells. */
  readonly facts: FileFacts | null;
}

export interface RepoMap {
  readonly commit: string;
  /** All files of the commit, by path. */
  readonly files: readonly MappedFile[];
  /** Files of a language that is parsed, which were not. */
  readonly unread: readonly { readonly path: string; readonly why: string }[];
}

const none: Counted = { names: [], counts: [] };
export const nothingKnown: FileFacts = { lines: 0, definitions: [], references: none, words: none, imports: [] };
