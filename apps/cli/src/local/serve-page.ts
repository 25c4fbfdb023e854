import { findErrorCode } from '@devteam/api';
import type { DevTeam } from '@devteam/server';
import type { CommandContext } from '../command-context.ts';
import { openTeam } from './open-team.ts';
import { removePageFile, writePageFile } from './page-file.ts';

export interface ServedTeam extends DevTeam {
  address: string;
  link: string;
  /** The port that was wanted is taken, so this is another. */
  isOtherPort: boolean;
}

export interface ServePageOptions {
  host: string;
  port: number;
  /** Takes any free port where the wanted one is taken, instead of failing. */
  anyPort: boolean;
  /** Of a server for models, in place of the environment's. */
  modelUrl?: string | undefined;
}

/** Starts all parts with the page, and leaves word where it is until they are closed. */
export async function serveTeam(context: CommandContext, options: ServePageOptions): Promise<ServedTeam> {
  const { anyPort, host, modelUrl, port } = options;
  let isOtherPort = false;
  let team: DevTeam;
  try {
    team = await openTeam(context, { http: { host, port }, modelUrl });
  } catch (error) {
    if (!anyPort || findErrorCode(error) !== 'port_in_use') throw error;
    isOtherPort = true;
    team = await openTeam(context, { http: { host, port: 0 }, modelUrl });
  }
  const { address, link } = team;
  if (address === null || link === null) throw new Error('The page was asked for and is not served');
  const { home } = context.config;
  await writePageFile(home, { pid: process.pid, address, link });
  const close: DevTeam['close'] = async (how) => {
    await removePageFile(home, process.pid).catch(() => undefined);
    await team.close(how);
  };
  return { ...team, address, link, isOtherPort, close };
}
