import { RepositoryError } from '../repository-error.ts';

/** What `git check-ref-format` refuses, and names that begin like an option. */
export function isRefName(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what git forbids here
  if (name === '' || /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^[/-]|[/.]$/.test(name) || name === '@') return false;
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

export function branchRef(branch: string): string {
  if (!isRefName(branch)) throw new RepositoryError('branch_not_found', `"${branch}" cannot be the name of a branch.`, { place: branch });
  return `refs/heads/${branch}`;
}

/** Refs of the mirror that are ours to move. */
export function keptRef(ref: string): string {
  const isOurs = ref.startsWith('refs/devteam/') || ref.startsWith('refs/heads/task/');
  if (isOurs && isRefName(ref)) return ref;
  throw new RepositoryError('unexpected', 'Only refs under refs/devteam/ and refs/heads/task/ can be kept.', { place: ref });
}
