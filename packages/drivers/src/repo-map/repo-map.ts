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

/** What is known of a file by its content and language alone. */
export interface FileFacts {
  readonly lines: number;
  /** In the order of the file. */
  readonly definitions: readonly Definition[];
  /** Names that it uses and how often, the most frequent first. */
  readonly references: readonly (readonly [name: string, count: number])[];
  /** Words of all its text, comments included, in the form that `wordsIn` gives, and how often; the most frequent first. */
  readonly words: readonly (readonly [word: string, count: number])[];
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

export const nothingKnown: FileFacts = { lines: 0, definitions: [], references: [], words: [], imports: [] };
