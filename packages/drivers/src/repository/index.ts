export { checkGit } from './check-git.ts';
export { defaultLimits } from './limits.ts';
export { openRepository } from './open-repository.ts';
export { RepositoryError } from './repository-error.ts';
export { taskBranchName } from './task-branch-name.ts';
export type { RepositoryLimits } from './limits.ts';
export type { RepositoryErrorCode } from './repository-error.ts';
export type * from './repository.ts';
