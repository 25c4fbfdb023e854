import { RepositoryError } from '../repository-error.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { CommitId } from '../repository.ts';

export function damaged({ directory }: Mirror, evidence: string): RepositoryError {
  return new RepositoryError('repository_damaged', 'Something in the local mirror cannot be read.', { evidence, place: directory });
}

export function noSuchCommit({ directory }: Mirror, commit: CommitId): RepositoryError {
  return new RepositoryError('repository_damaged', `The mirror does not have the commit ${commit}.`, { place: directory });
}
