import { mkdirSync } from 'node:fs';
import { delimiter, dirname, isAbsolute } from 'node:path';

/**
 * What the shell loop, and the git that prepares and judges the runs, get from this machine: as little as a check of the engine gets,
 * so that `npm test` is the same work in both loops.
 */
export function hermeticEnvironment(home: string): Record<string, string> {
  mkdirSync(home, { recursive: true });
  return {
    PATH: pathWithOurNode(),
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    CI: '1',
    NO_COLOR: '1',
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    npm_config_progress: 'false',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'bench',
    GIT_AUTHOR_EMAIL: 'bench@localhost',
    GIT_COMMITTER_NAME: 'bench',
    GIT_COMMITTER_EMAIL: 'bench@localhost',
  };
}

/** The Node that runs us first, and none of the folders that npm puts in front for its scripts. */
function pathWithOurNode(): string {
  const outside = (process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !folder.includes('/node_modules/'));
  return [...new Set([dirname(process.execPath), ...outside])].join(delimiter);
}
