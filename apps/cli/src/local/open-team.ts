import { existsSync } from 'node:fs';
import type { DevTeam, DevTeamOptions } from '@devteam/server';
import type { CommandContext } from '../command-context.ts';
import { loadSettings } from './load-settings.ts';
import { modelEnvironment } from './model-environment.ts';
import { isForPerson } from './part-messages.ts';
import { probeHome } from './probe-home.ts';
import { plainText } from '../output/plain-text.ts';
import { timeOfDay } from '../output/time-text.ts';

const slowAfterMs = 1500;

/** Starts what a command works with; says so when it takes a while. Warnings of the parts below go to standard error. */
export async function openTeam(
  context: CommandContext,
  options: Pick<DevTeamOptions, 'http' | 'slots' | 'log'> & { modelUrl?: string | undefined },
): Promise<DevTeam> {
  const { config, now, stderr } = context;
  const { modelUrl, ...given } = options;
  const isFirst = !existsSync(config.home);
  const slow = setTimeout(() => {
    stderr.line(stderr.paint.faint(isFirst ? 'Starting … (the first time a database is made, which takes some seconds)' : 'Starting …'));
  }, slowAfterMs);
  try {
    await probeHome(config.home);
    const { startDevTeam } = await import('@devteam/server');
    const { databaseUrl, gitLogins, home, slots, web } = await loadSettings();
    let isClosing = false;
    const team = await startDevTeam({
      home,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      slots,
      gitLogins,
      web,
      environment: modelEnvironment(modelUrl),
      log: (level, message) => {
        if (!config.debug && !isForPerson(level, message, isClosing)) return;
        const [headline = ''] = message.split('\n');
        const text = plainText(config.debug ? message : headline);
        stderr.line(`${timeOfDay(new Date(now()))}  ${level === 'info' ? '' : `${level}: `}${text}`);
      },
      ...given,
    });
    const close: DevTeam['close'] = (how) => {
      isClosing = true;
      return team.close(how);
    };
    return { ...team, close };
  } finally {
    clearTimeout(slow);
  }
}
