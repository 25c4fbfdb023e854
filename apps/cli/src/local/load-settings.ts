import { findErrorCode } from '@devteam/api';
import type { Config as Settings } from '@devteam/server';
import { readEnvironment } from '../config.ts';
import { UsageError } from '../usage-error.ts';

/** The server's settings from the environment. Throws `usage` that names the variable. */
export async function loadSettings(): Promise<Settings> {
  const { loadConfig } = await import('@devteam/server');
  try {
    return loadConfig(readEnvironment());
  } catch (error) {
    if (findErrorCode(error) !== 'usage') throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.replace(/^.*?the environment cannot be used: /, ''), {
      what: 'The settings of the environment cannot be used',
      next: 'Correct the variable that is named above, or unset it.',
    });
  }
}
