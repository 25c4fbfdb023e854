import type { Database } from '@devteam/server';
import type { CommandContext } from '../command-context.ts';
import { loadSettings } from './load-settings.ts';
import { plainText } from '../output/plain-text.ts';
import { refuseRemote } from '../remote/find-remote.ts';
import { UsageError } from '../usage-error.ts';

export type ReadableDatabase = Pick<Database, 'pool' | 'url' | 'close'>;

/** The database for commands that only look; undefined where nothing was made yet. It makes nothing itself. */
export async function openForReading(context: CommandContext): Promise<ReadableDatabase | undefined> {
  const { config, stderr } = context;
  await refuseRemote(context);
  const { openDatabase } = await import('@devteam/server');
  const { databaseUrl, home } = await loadSettings();
  return openDatabase({
    home,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    create: false,
    log: (level, message) => {
      if (level !== 'info' || config.debug) stderr.line(plainText(message));
    },
  });
}

export const nothingYet = (context: CommandContext): string =>
  `Nothing here yet: ${context.config.databaseUrl === undefined ? `${context.config.home} holds no projects` : 'the database of DATABASE_URL holds no projects'}.`;

/** For commands that are about one project: without a database there is none. */
export function noProjectsError(context: CommandContext): UsageError {
  return new UsageError(
    nothingYet(context)
      .replace(/^Nothing here yet: /, '')
      .replace(/\.$/, ''),
    { what: 'There is no such project', next: 'See `devteam demo`, or add a project with `devteam projects add`.' },
  );
}
