import { Writable } from 'node:stream';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

/** How the parts of this process report; the engine's and the CLI's form. */
export type Log = (level: 'info' | 'warn' | 'error', message: string) => void;

const redact = {
  paths: ['token', 'cookie', 'authorization', '*.token', '*.cookie', '*.authorization', '*.headers.cookie', '*.headers.authorization'],
  censor: '[hidden]',
};

/** Lines of JSON on stderr; stdout belongs to what a command answers. */
export const createLogger = (level: LogLevel, destination: DestinationStream = pino.destination({ dest: 2, sync: true })): Logger =>
  pino({ level, redact, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, destination);

export const logTo =
  (logger: Logger): Log =>
  (level, message) =>
    logger[level](message);

/** Requests are logged by pino; where the caller has a log of its own, what matters of them goes there. */
export function createForwardingLogger(log: Log): Logger {
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      const { level, msg } = JSON.parse(chunk.toString('utf8')) as { level: number; msg?: string };
      log(level >= 50 ? 'error' : level >= 40 ? 'warn' : 'info', msg ?? '');
      done();
    },
  });
  return createLogger('info', stream);
}
