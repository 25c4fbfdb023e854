import { type FactsCache, checkKey } from './cache/facts-cache.ts';
import { memoryFactsCache } from './cache/memory-facts-cache.ts';
import { findLanguage } from './grammars/grammars.ts';
import { isManifest, manifestFacts } from './parse/manifest-facts.ts';
import { type SourceParser, openSourceParser } from './parse/source-parser.ts';
import type { FileFacts, MappedFile, RepoMap, RepositorySource, SourceFile } from './repo-map.ts';

export interface MapLimits {
  /** Larger files are listed and not parsed; 384 KiB unless told. */
  readonly mostBytesPerFile?: number;
  /** More files than this are listed and not parsed; those at the shortest paths are. 20,000 unless told. */
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
   * What a commit defines, uses and imports, by file. Parses only contents that were not seen before. Rejects with what the source rejects with, or the
   * signal's reason; no file can make it fail.
   */
  map(source: RepositorySource, signal: AbortSignal): Promise<RepoMap>;
  close(): Promise<void>;
}

/** Part of every key: what is found out about a file changes with this code. */
const factsVersion = 2;
/** Read at a time: some megabytes. */
const chunkFiles = 64;
/** A line on average; nobody writes such lines by hand. */
const mostCharactersPerLine = 400;
const rememberedMaps = 4;

export function openRepoMapper({
  cache = memoryFactsCache(),
  limits = {},
  parseMs = 2000,
  threads = 1,
}: RepoMapperOptions = {}): RepoMapper {
  const { mostBytesPerFile = 384 * 1024, mostFiles = 20_000, totalMs = 90_000 } = limits;
  const parser = openSourceParser({ threads, deadlineMs: parseMs });
  /** By commit, the last used one last. Only whole ones. */
  const maps = new Map<string, RepoMap>();

  return {
    async map(source, signal) {
      signal.throwIfAborted();
      const known = maps.get(source.commit);
      if (known) {
        maps.delete(source.commit);
        maps.set(source.commit, known);
        return known;
      }
      const files = (await source.listFiles(signal)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
      const unread: { path: string; why: string }[] = [];
      const wanted: SourceFile[] = [];
      for (const file of files.filter((each) => isParsed(each.path)).toSorted((a, b) => depthOf(a.path) - depthOf(b.path))) {
        if (file.size > mostBytesPerFile) unread.push({ path: file.path, why: `it is larger than ${mostBytesPerFile} bytes` });
        else if (wanted.length >= mostFiles) unread.push({ path: file.path, why: `there are more than ${mostFiles} files` });
        else wanted.push(file);
      }
      const facts = await cache.find(wanted.map(keyOf));
      const missing = [...new Map(wanted.filter((file) => !facts.has(keyOf(file))).map((file) => [keyOf(file), file])).values()];
      const endsAt = performance.now() + totalMs;
      for (let from = 0; from < missing.length; from += chunkFiles) {
        const chunk = missing.slice(from, from + chunkFiles);
        if (performance.now() > endsAt) {
          for (const { path } of chunk) unread.push({ path, why: `the time for one map, ${totalMs} ms, was over` });
          continue;
        }
        const found = await factsOf(chunk, { parser, source, signal, threads });
        for (const [path, problem] of found.problems) unread.push({ path, why: problem });
        for (const [key, each] of found.facts) facts.set(key, each);
        await cache.save(found.facts);
      }
      const map: RepoMap = {
        commit: source.commit,
        files: files.map(({ blob, path, size }): MappedFile => {
          const known = isParsed(path) ? facts.get(keyOf({ blob, path })) : undefined;
          return { path, blob, size, facts: known ?? null };
        }),
        unread: unread.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
      };
      if (!unread.some(({ why }) => why.startsWith('the time'))) maps.set(source.commit, map);
      for (const commit of maps.keys().take(Math.max(0, maps.size - rememberedMaps))) maps.delete(commit);
      return map;
    },
    close: () => parser.close(),
  };
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
      if (!content) {
        problems.set(file.path, 'it could not be read');
        continue;
      }
      const text = decoder.decode(content);
      const language = findLanguage(file.path);
      if (text.includes('\0')) problems.set(file.path, 'it is no text');
      else if (isPressed(text)) problems.set(file.path, 'its lines are too long to have been written by hand');
      else if (!language) facts.set(keyOf(file), manifestFacts(file.path, text));
      else {
        const parsed = await parser.parse(language, text);
        if (parsed.facts) facts.set(keyOf(file), parsed.facts);
        else problems.set(file.path, parsed.problem);
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
