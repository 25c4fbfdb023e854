import type { LogLevel } from '@devteam/engine/durable';

/** How the parts speak of a database that is away: each connection says so, again and again. Who follows events says it once. */
const outage =
  /ECONNREFUSED|ECONNRESET|EPIPE|terminat|not queryable|database system is|shutting down|database connection|database session|on a system database|notifications client|in pool|startable workflows|heartbeat failed|database-backed queues|Dynamic scheduler|delayed workflows|timed-out workflows/i;

/** What of the messages of engine and server a person at the terminal is told. All of it is shown with DEVTEAM_DEBUG=1. */
export function isForPerson(level: LogLevel, message: string, isClosing: boolean): boolean {
  if (level === 'error') return true;
  // What a part warns of while it is ended is no news: the work goes on at the next start.
  if (level === 'info' || isClosing) return false;
  return /^(?:PostgreSQL|Worker) /.test(message) || !outage.test(message);
}
