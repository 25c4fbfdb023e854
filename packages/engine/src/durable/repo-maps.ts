import { join } from 'node:path';
import { type RepoMapper, fileFactsCache, openRepoMapper } from '@devteam/drivers/repo-map';
import { projectFolderName } from './project-folder-name.ts';

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
    of: (project) => {
      const directory = join(home, 'maps', projectFolderName(project));
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
