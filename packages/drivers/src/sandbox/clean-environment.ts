import { delimiter, dirname, isAbsolute } from 'node:path';

/**
 * The environment of a command: nothing of the host's but PATH, so that no credential, proxy or tool setting of the machine
 * gets in, and two machines give the same result.
 */
export function cleanEnvironment(folders: { directory: string; home: string; temporary: string; path: string }): Record<string, string> {
  return {
    PATH: folders.path,
    HOME: folders.home,
    TMPDIR: folders.temporary,
    LANG: 'C.UTF-8',
    CI: '1',
    TERM: 'dumb',
    NO_COLOR: '1',
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    npm_config_progress: 'false',
    // A work folder without a repository of its own must not be taken for a part of one above it.
    GIT_CEILING_DIRECTORIES: dirname(folders.directory),
    GIT_TERMINAL_PROMPT: '0',
  };
}

/**
 * The Node that runs us comes first: `node` and `npm` inside a check are then the pinned ones, not what the machine happens to have.
 * Folders that npm put in front for its own scripts are taken out, as they would offer DevTeam's tools to a customer's checks.
 */
export function sandboxPath(hostPath: string | undefined, nodeExecutable: string): string {
  const host = (hostPath ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  const outside = host.filter((folder) => isAbsolute(folder) && !folder.includes('/node_modules/'));
  return [...new Set([dirname(nodeExecutable), ...outside])].join(delimiter);
}
