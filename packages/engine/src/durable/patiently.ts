import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLevel } from './engine.ts';

/** SQLSTATE classes and system errors that mean «the database is away», not «the statement is wrong». */
const away = /^(?:08|57P0|25P03)|^E(?:CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|AI_AGAIN)$/;
const awayWords =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout/;

export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (away.test(code) || awayWords.test(error.message)) return true;
  return error instanceof AggregateError && error.errors.some(isDatabaseAway);
}

const firstMs = 100;
const longestMs = 2000;

/**
 * Repeats what the database's absence broke, for as long as it takes: a worker that gives up would only leave work lying. The body
 * has to bear repetition after a commit whose answer was lost. Other errors pass through.
 */
export async function patiently<T>(body: () => Promise<T>, log: (level: LogLevel, message: string) => void): Promise<T> {
  for (let delayMs = firstMs; ; delayMs = Math.min(longestMs, delayMs * 2)) {
    try {
      return await body();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      log('warn', `The database is away (${error instanceof Error ? error.message : String(error)}); trying again`);
      await sleep(delayMs);
    }
  }
}
