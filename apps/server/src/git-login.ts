import type { GitLogin } from './config.ts';

/**
 * The login for a repository's address: only over https, and only to the very host it was given for, so no address that somebody
 * writes into a project can fetch another host's token.
 */
export function findGitLogin(logins: ReadonlyMap<string, GitLogin>, repositoryUrl: string): GitLogin | undefined {
  if (!URL.canParse(repositoryUrl)) return undefined;
  const { host, protocol } = new URL(repositoryUrl);
  return protocol === 'https:' ? logins.get(host.toLowerCase()) : undefined;
}
