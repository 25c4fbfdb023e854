import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type RepoMapper, fileFactsCache, openRepoMapper } from '@devteam/drivers/repo-map';

/** Maps of projects, kept while they are used: each holds a thread and what it knows of the last commits. */
export interface RepoMaps {
  of(project: { id: string; repositoryUrl: string }): RepoMapper;
  close(): Promise<void>;
}

const mostOpen = 4;

export function openRepoMaps(home: string): RepoMaps {
  /** The last used one last. */
  const open = new Map<string, RepoMapper>();
  return {
    of: ({ id, repositoryUrl }) => {
      const digest = createHash('sha256').update(`${id}\n${repositoryUrl}`).digest('hex').slice(0, 16);
      const directory = join(home, 'maps', `${id.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40)}-${digest}`);
      const mapper = open.get(directory) ?? openRepoMapper({ cache: fileFactsCache({ directory }) });
      open.delete(directory);
      open.set(directory, mapper);
      const [oldest] = open;
      if (open.size > mostOpen && oldest) {
        open.delete(oldest[0]);
        void oldest[1].close();
      }
      return mapper;
    },
    close: async () => void (await Promise.all([...open.values()].map((mapper) => mapper.close()))),
  };
}
