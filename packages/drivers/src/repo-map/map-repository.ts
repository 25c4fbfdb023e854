import { type FactsCache, checkKey } from './cache/facts-cache.ts';
import { memoryFactsCache } from './cache/memory-facts-cache.ts';
import { findLanguage } from './grammars/grammars.ts';
import { isManifest, manifestFacts } from './parse/manifest-facts.ts';
import { type SourceParser, openSourceParser } from './parse/source-parser.ts';
import type { FileFacts, MappedFile, RepoMap, RepositorySource, SourceFile } from './repo-map.ts';

export interface MapLimits {
  /** Larger files are listed and not parsed; 384 KiB unless told. */
  readonly mostBytesPerFile?: number;
  /** More files than this are listed and not parsed; those at the shortest paths are. 10,000 unless told. */
  readonly mostFiles?: number;
  /** For all that is parsed in one go; what is not done then is left for the next time. 90 s unless told. */
  readonly totalMs?: number;
}

export interface RepoMapperOptions {
  /** A memory of this process unless told. */
  readonly cache?: FactsCache;
  readonly limits?: MapLimits;
  readonly threads?: number;
  /** For one file; 2 s unless told. */
  readonly parseMs?: number;
}

export interface RepoMapper {
  /**
   * For one project: what it knows of a commit, it tells whoever names that commit.
   * What a commit defines, uses and imports, by file. Parses only contents that were not seen before. Rejects with what the source rejects with, or the
   * signal's reason; no file can make it fail.
   */
  map(source: RepositorySource, signal: AbortSignal): Promise<RepoMap>;
  /** Maps that are under way are finished, or end by their own signals; later ones are refused where something has to be parsed. */
  close(): Promise<void>;
}

/** Part of every key: what is found out about a file changes with this code. */
const factsVersion = 3;
/** Read at a time: some megabytes. */
const chunkFiles = 64;
/** A line on average; nobody writes such lines by hand. */
const mostCharactersPerLine = 400;
const rememberedMaps = 3;
const rememberedProblems = 2000;

export function openRepoMapper({
  cache = memoryFactsCache(),
  limits = {},
  parseMs = 2000,
  threads = 1,
}: RepoMapperOptions = {}): RepoMapper {
  const { mostBytesPerFile = 384 * 1024, mostFiles = 10_000, totalMs = 90_000 } = limits;
  const parser = openSourceParser({ threads, deadlineMs: parseMs });
  /** By commit, the last used one last. Only whole ones. */
  const maps = new Map<string, RepoMap>();
  const running = new Map<string, Promise<RepoMap>>();
  /** Contents that could not be parsed, and why: nobody waits for them twice. */
  const hopeless = new Map<string, string>();

  const make = async (source: RepositorySource, signal: AbortSignal): Promise<RepoMap> => {
    const files = (await source.listFiles(signal)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
    const { unread, wanted } = choose(files, { mostBytesPerFile, mostFiles });
    const facts = new Map<string, FileFacts>();
    // The last map shares what did not change since: most of it, and without reading anything.
    for (const { blob, facts: known, path } of [...maps.values()].at(-1)?.files ?? []) if (known) facts.set(keyOf({ blob, path }), known);
    const isOpen = (file: SourceFile) => !facts.has(keyOf(file)) && !hopeless.has(keyOf(file));
    for (const [key, found] of await cache.find(wanted.filter(isOpen).map(keyOf))) facts.set(key, found);

    const missing = [...new Map(wanted.filter(isOpen).map((file) => [keyOf(file), file])).values()];
    const endsAt = performance.now() + totalMs;
    let isWhole = true;
    for (let from = 0; from < missing.length; from += chunkFiles) {
      const chunk = missing.slice(from, from + chunkFiles);
      isWhole = performance.now() <= endsAt;
      if (!isWhole) for (const { path } of chunk) unread.push({ path, why: `the time for one map, ${totalMs} ms, was over` });
      else {
        const found = await factsOf(chunk, { parser, source, signal, threads });
        for (const [key, each] of found.facts) facts.set(key, each);
        for (const [key, why] of found.problems) hopeless.set(key, why);
        await cache.save(found.facts);
      }
    }
    for (const file of wanted) {
      const why = hopeless.get(keyOf(file));
      if (why !== undefined) unread.push({ path: file.path, why });
      else if (isWhole && !facts.has(keyOf(file))) unread.push({ path: file.path, why: 'it could not be read' });
    }
    const chosen = new Set(wanted.map(({ path }) => path));
    const map: RepoMap = {
      commit: source.commit,
      files: files.map(({ blob, path, size }): MappedFile => {
        const known = chosen.has(path) ? facts.get(keyOf({ blob, path })) : undefined;
        return { path, blob, size, facts: known ?? null };
      }),
      unread: unread.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    };
    if (isWhole) maps.set(source.commit, map);
    forgetOldest(maps, rememberedMaps);
    forgetOldest(hopeless, rememberedProblems);
    return map;
  };

  const mapper: RepoMapper = {
    async map(source, signal) {
      signal.throwIfAborted();
      const known = maps.get(source.commit);
      if (known) {
        maps.delete(source.commit);
        maps.set(source.commit, known);
        return known;
      }
      // Tasks of one project begin together, and would all parse the same. Who gives up leaves the others to do it themselves.
      const pending = running.get(source.commit);
      if (pending) {
        const other = await pending.catch(() => undefined);
        signal.throwIfAborted();
        return other ?? mapper.map(source, signal);
      }
      const own = make(source, signal);
      running.set(source.commit, own);
      try {
        return await own;
      } finally {
        if (running.get(source.commit) === own) running.delete(source.commit);
      }
    },
    async close() {
      await Promise.allSettled(running.values());
      await parser.close();
    },
  };
  return mapper;
}

function choose(files: readonly SourceFile[], limits: { mostBytesPerFile: number; mostFiles: number }) {
  const unread: { path: string; why: string }[] = [];
  const wanted: SourceFile[] = [];
  for (const file of files.filter((each) => isParsed(each.path)).toSorted((a, b) => depthOf(a.path) - depthOf(b.path))) {
    if (file.size > limits.mostBytesPerFile) unread.push({ path: file.path, why: `it is larger than ${limits.mostBytesPerFile} bytes` });
    else if (wanted.length >= limits.mostFiles) unread.push({ path: file.path, why: `there are more than ${limits.mostFiles} files` });
    else wanted.push(file);
  }
  return { unread, wanted };
}

function forgetOldest<T>(known: Map<string, T>, most: number): void {
  for (const key of known.keys().take(Math.max(0, known.size - most))) known.delete(key);
}

async function factsOf(
  files: readonly SourceFile[],
  { parser, signal, source, threads }: { parser: SourceParser; source: RepositorySource; signal: AbortSignal; threads: number },
): Promise<{ facts: Map<string, FileFacts>; problems: Map<string, string> }> {
  const facts = new Map<string, FileFacts>();
  const problems = new Map<string, string>();
  const bytes = await source.readFiles(files, signal);
  const decoder = new TextDecoder();
  const queue = files.values();
  const work = async () => {
    for (const file of queue) {
      signal.throwIfAborted();
      const content = bytes.get(file.path);
      // Another time it may be readable.
      if (!content) continue;
      const text = decoder.decode(content);
      const language = findLanguage(file.path);
      if (text.includes('\0')) problems.set(keyOf(file), 'it is no text');
      else if (isPressed(text)) problems.set(keyOf(file), 'its lines are too long to have been written by hand');
      else if (!language) facts.set(keyOf(file), manifestFacts(file.path, text));
      else {
        const parsed = await parser.parse(language, text);
        if (parsed.facts) facts.set(keyOf(file), parsed.facts);
        else problems.set(keyOf(file), parsed.problem);
      }
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return { facts, problems };
}

const isParsed = (path: string) => (findLanguage(path) !== undefined || isManifest(path)) && !isForeign(path);

/** Installed, built or generated: nobody works there. */
const isForeign = (path: string) =>
  /(?:^|\/)(?:node_modules|bower_components|vendor|third_party|dist|build|out|target|coverage|__pycache__|\.[^/]+)\//.test(path) ||
  /\.(?:min\.(?:js|css)|bundle\.js|d\.ts\.map|pb\.go|_pb2\.py)$/.test(path);

/** Minified. A short file of one long line may well be written by hand. */
function isPressed(text: string): boolean {
  if (text.length < 5000) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return text.length / lines > mostCharactersPerLine;
}

const depthOf = (path: string) => path.split('/').length;

/** The same content is another program in another language. */
const keyOf = ({ blob, path }: Pick<SourceFile, 'blob' | 'path'>) =>
  checkKey(`${blob}-${findLanguage(path) ?? 'manifest'}-${factsVersion}`);
