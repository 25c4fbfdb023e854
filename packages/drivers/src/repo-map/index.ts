export type { Definition, DefinitionKind, FileFacts, MappedFile, RepoMap, RepositorySource, SourceFile } from './repo-map.ts';
export { type MapLimits, type RepoMapper, type RepoMapperOptions, openRepoMapper } from './map-repository.ts';
export type { FactsCache } from './cache/facts-cache.ts';
export { type FileFactsCacheOptions, fileFactsCache } from './cache/file-facts-cache.ts';
export { memoryFactsCache } from './cache/memory-facts-cache.ts';
export { type RankOptions, type RankedFile, type TaskText, rankFiles } from './rank/rank-files.ts';
export { type TaskFile, excerptsWithin } from './excerpt/excerpts-within.ts';
export { type FindTaskFilesOptions, findTaskFiles } from './find-task-files.ts';
