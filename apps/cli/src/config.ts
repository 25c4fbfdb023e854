import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the environment says; everything else of the program receives values. */
export interface Config {
  /** Absolute: database, mirrors, workspaces and the demo's remotes lie below. */
  home: string;
  /** Replaces the embedded PostgreSQL. */
  databaseUrl: string | undefined;
  /** The server that commands are for, and what lets them in there. */
  server: string | undefined;
  token: string | undefined;
  colors: 'never' | 'always' | 'on a terminal';
  /** Whether lines may be redrawn where standard error is a terminal. */
  redraws: boolean;
  unicode: boolean;
  /** A desktop is there to open a page in. */
  hasDesktop: boolean;
  debug: boolean;
}

export function loadConfig(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): Config {
  const given = (name: string): string | undefined => env[name] || undefined;
  const isDumb = given('TERM') === 'dumb';
  const home = given('DEVTEAM_HOME');
  const locale = given('LC_ALL') ?? given('LC_CTYPE') ?? given('LANG');
  const isCi = given('CI') !== undefined && given('CI') !== 'false';
  const noColor = given('NO_COLOR') !== undefined;
  const forced = given('FORCE_COLOR') !== undefined && given('FORCE_COLOR') !== '0' && given('FORCE_COLOR') !== 'false';
  return {
    home: resolve(home ?? join(homedir(), '.devteam')),
    databaseUrl: given('DATABASE_URL'),
    server: given('DEVTEAM_SERVER'),
    token: given('DEVTEAM_TOKEN'),
    colors: noColor || given('FORCE_COLOR') === '0' ? 'never' : forced ? 'always' : isDumb ? 'never' : 'on a terminal',
    redraws: !noColor && !isCi && !isDumb,
    unicode: locale !== 'C' && locale !== 'POSIX' && given('TERM') !== 'linux',
    hasDesktop: platform === 'darwin' || given('DISPLAY') !== undefined || given('WAYLAND_DISPLAY') !== undefined,
    debug: given('DEVTEAM_DEBUG') === '1',
  };
}

const packageFile = fileURLToPath(new URL('../../../package.json', import.meta.url));

/**
 * Where the person stands who typed the command. `npm run` goes to the folder of its package first and tells where it was called;
 * only where it was our own script do we believe that.
 */
export function callersFolder(env: NodeJS.ProcessEnv = process.env, cwd = process.cwd()): string {
  const isOurScript = env['npm_package_json'] === packageFile && env['npm_lifecycle_event'] !== undefined && cwd === dirname(packageFile);
  return isOurScript && env['INIT_CWD'] ? env['INIT_CWD'] : cwd;
}

/** For the server's own reading of it, which checks each variable. */
export const readEnvironment = (): NodeJS.ProcessEnv => process.env;

/** For our own use of git: nothing of this environment or of the machine's settings may change what it makes. */
export function gitEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(kept), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}
