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
