import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where programs of the host are found. */
export function readHostPath(): string | undefined {
  return process.env['PATH'];
}

/** Absolute path of the folder where coding agents are installed by `devteam doctor --install`: DEVTEAM_AGENTS, else `agents` in the home of DevTeam. */
export function readAgentsDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env['DEVTEAM_AGENTS'] || join(env['DEVTEAM_HOME'] || join(homedir(), '.devteam'), 'agents'));
}

/**
 * For the package managers that install agents: the machine's own settings of registries and proxies, without what an `npm run` around us says of its
 * own package.
 */
export function readInstallEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const isOfOurRun = (name: string) =>
    /^(npm_(package|lifecycle|command|execpath|node)|npm_config_(local_prefix|prefix|ignore_scripts)$|NODE_OPTIONS$|PYTHON|VIRTUAL_ENV$)/.test(
      name,
    );
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !isOfOurRun(name))), PIP_DISABLE_PIP_VERSION_CHECK: '1' };
}
