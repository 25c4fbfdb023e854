import { type TaskFile, excerptsWithin } from './excerpt/excerpts-within.ts';
import type { RepoMapper } from './map-repository.ts';
import { type RankOptions, type TaskText, prepareRanking, rankFiles } from './rank/rank-files.ts';
import type { RepoMap, RepositorySource } from './repo-map.ts';

export interface FindTaskFilesOptions extends RankOptions {
  readonly signal: AbortSignal;
  /** For all excerpts together, that is characters divided by four; 12,000 unless told. */
  readonly maxTokens?: number;
  /** How many files are read for excerpts at most; 8 unless told. */
  readonly mostExcerpts?: number;
}

/** A file of more than this is named, not quoted. Bytes. */
const mostBytes = 512 * 1024;

/** From a commit and a task to what a prompt says of files: maps the repository, ranks its files, and quotes what matters of the first ones. */
export async function findTaskFiles(
  mapper: RepoMapper,
  source: RepositorySource,
  task: TaskText,
  { maxTokens = 12_000, mostExcerpts = 8, signal, ...rank }: FindTaskFilesOptions,
): Promise<{ files: TaskFile[]; map: RepoMap }> {
  const map = await mapper.map(source, signal);
  await prepareRanking(map);
  signal.throwIfAborted();
  const ranked = rankFiles(map, task, rank);
  const first = new Set(ranked.slice(0, mostExcerpts).map(({ path }) => path));
  const wanted = map.files.filter(({ path, size }) => first.has(path) && size <= mostBytes);
  const bytes = await source.readFiles(wanted, signal);
  const decoder = new TextDecoder();
  const texts = new Map(
    [...bytes].map(([path, content]) => [path, decoder.decode(content)] as const).filter(([, text]) => !text.includes('\0')),
  );
  return { files: excerptsWithin(ranked, { map, task, texts, maxTokens }), map };
}
