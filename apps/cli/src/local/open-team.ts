import type { DevTeam, DevTeamOptions } from '@devteam/server';
import type { CommandContext } from '../command-context.ts';
import { readEnvironment } from '../config.ts';
import { plainText } from '../output/plain-text.ts';

const slowAfterMs = 1500;

/** Starts what a command works with; says so when it takes a while. Warnings of the parts below go to standard error. */
export async function openTeam(context: CommandContext, options: Pick<DevTeamOptions, 'http' | 'slots' | 'log'>): Promise<DevTeam> {
  const { config, stderr } = context;
  const slow = setTimeout(
    () => stderr.line(stderr.paint.faint('Starting (the first time a database is made, which takes some seconds) …')),
    slowAfterMs,
  );
  try {
    const { loadConfig, startDevTeam } = await import('@devteam/server');
    const { databaseUrl, home, slots } = loadConfig(readEnvironment());
    return await startDevTeam({
      home,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      slots,
      log: (level, message) => {
        if (level !== 'info' || config.debug) stderr.line(plainText(message));
      },
      ...options,
    });
  } finally {
    clearTimeout(slow);
  }
}
