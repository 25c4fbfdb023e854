import { join } from 'node:path';
import { openRepository } from '../index.ts';
import { gitProject, noon, somebody } from './git-project.ts';
import type { CollectOutcome, RepositoryLimits } from '../index.ts';

/** A checkout of a small project, as an executor finds it, and the way back. */
export async function sandbox(limits: Partial<RepositoryLimits> = {}) {
  const project = await gitProject({ code: '1\n', 'src/a': '1\n' });
  const repository = openRepository({ directory: project.mirror, url: project.remote, limits });
  await repository.sync();
  const { commit: base } = await repository.resolveBranch();
  const directory = join(project.root, 'sandbox');
  await repository.checkout(base, directory);
  const collect = (): Promise<CollectOutcome> => repository.collect({ directory, base, message: 'Work', author: somebody, at: noon });
  return { project, repository, base, directory, collect };
}
