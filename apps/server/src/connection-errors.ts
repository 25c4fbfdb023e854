import { setTimeout as sleep } from 'node:timers/promises';

const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  // PostgreSQL: shutting down, crashed, starting up, too many connections, and the connection exceptions.
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
]);

/** Whether an error says that the database was not there, as against what it said about a query. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && codes.has(code)) return true;
  // pg's own errors have no code.
  return /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error)/.test(
    error.message,
  );
}

const pauseMs = 150;

/** Reads again for a while when the database is away: the embedded one comes back within a second. Only for what changes nothing. */
export async function readPatiently<T>(read: () => Promise<T>, withinMs = 3000): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!isConnectionError(error) || performance.now() > until) throw error;
      await sleep(pauseMs);
    }
  }
}
