import { constants } from 'node:fs';
import { access, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readAgentsDirectory } from '../config.ts';
import { type AgentName, pinnedAgents, stampFile } from './pinned-agents.ts';

export type FoundAgent =
  | {
      readonly found: true;
      readonly version: string;
      /** Absolute path of what starts it. */
      readonly program: string;
      /** Absolute host folders that a sandbox must show under the same path for it to run. */
      readonly folders: readonly string[];
    }
  | { readonly found: false; readonly why: string };

/** An agent below a folder of agents, the one of this installation unless told, without starting it; or why it cannot be used. */
export async function findAgent(name: AgentName, directory: string = readAgentsDirectory()): Promise<FoundAgent> {
  const agent = pinnedAgents[name];
  const home = join(directory, name);
  const version = await readStamp(home);
  if (version === undefined)
    return { found: false, why: `there is no ${agent.title} in ${home}; \`devteam doctor --install ${name}\` puts it there` };
  if (version !== agent.version)
    return {
      found: false,
      why: `${agent.title} in ${home} is version ${version}; \`devteam doctor --install ${name}\` replaces it by ${agent.version}`,
    };
  for (const program of agent.programs(home)) {
    const isThere = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return { found: true, version, program, folders: [...new Set([home, ...(await baseFolders(home, program))])] };
  }
  return { found: false, why: `${agent.title} in ${home} is incomplete: ${agent.programs(home)[0]} is missing` };
}

/** What starts an agent of ours; null if there is none, so that one of the sandbox's own may be used. */
export async function findAgentProgram(name: AgentName): Promise<string | null> {
  const found = await findAgent(name);
  return found.found ? found.program : null;
}

/** The version that was installed as a whole; undefined if none was, or only a part of one. */
async function readStamp(home: string): Promise<string | undefined> {
  const text = await readFile(join(home, stampFile), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { version?: string }).version;
}

/** A virtual environment borrows Python's own files from where it was made, by two paths: as it was called, and where that really lies. */
async function baseFolders(home: string, program: string): Promise<string[]> {
  const settings = await readFile(join(home, 'pyvenv.cfg'), 'utf8').catch(() => '');
  const base = /^home *= *(.+)$/m.exec(settings)?.[1];
  return base === undefined ? [] : [dirname(base.trim()), dirname(dirname(await realpath(program)))];
}
