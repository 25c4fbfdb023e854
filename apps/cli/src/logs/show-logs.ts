import type { Event } from '@devteam/api';
import { findExecution, listProjects, readEvents, readEventsBefore, readPositions } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { LogsOptions } from '../commands/logs.ts';
import { followEvents } from '../follow/follow-events.ts';
import { listenTo } from '../follow/listen-to.ts';
import { catchSignals } from '../follow/signals.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { type ReadableDatabase, noProjectsError, openForReading } from '../local/open-for-reading.ts';
import { failureText } from '../output/failure-text.ts';
import { eventLine } from '../output/json-line.ts';
import { type LogEvent, createLogPrinter } from '../output/log-lines.ts';
import { plainText } from '../output/plain-text.ts';
import { statusLooks } from '../output/status-look.ts';

/** `devteam logs`. */
export async function showLogs(words: string, options: LogsOptions, context: CommandContext): Promise<void> {
  const database = await openForReading(context);
  if (!database) throw noProjectsError(context);
  const ending = new AbortController();
  const release = options.follow ? catchSignals(() => ending.abort()) : () => undefined;
  try {
    const projectId = findProjectByWords(words, await listProjects(database.pool));
    const print = options.json ? jsonPrinter(context) : createLogPrinter(context.stdout);
    const position = (await readPositions(database.pool, [projectId])).get(projectId) ?? 0;
    const last = await readLastLines(database, projectId, position + 1, options.lines);
    for (const { event, from } of last) print(event, from);
    if (last.length === 0 && options.lines > 0) await tellWhyEmpty(database, projectId, context);
    if (options.follow) await follow({ database, projectId, after: position, print, context, signal: ending.signal });
  } finally {
    await database.close();
    release();
  }
}

type Print = (event: LogEvent, from?: number) => void;

/** A machine counts events, not lines: an event is written whole. */
const jsonPrinter =
  ({ stdout }: CommandContext): Print =>
  (event) =>
    stdout.line(eventLine(event));

const isLog = (event: Event): event is LogEvent => event.type === 'execution-log';

/** The newest `count` lines, oldest first; of the first event perhaps only its end. */
async function readLastLines(
  database: ReadableDatabase,
  projectId: string,
  before: number,
  count: number,
): Promise<{ event: LogEvent; from: number }[]> {
  const found: { event: LogEvent; from: number }[] = [];
  let left = count;
  let position = before;
  while (left > 0) {
    const events = await readEventsBefore(database.pool, projectId, { before: position, limit: 200, type: 'execution-log' });
    const [oldest] = events;
    if (!oldest) break;
    for (const event of events.toReversed()) {
      if (left <= 0 || !isLog(event)) break;
      found.push({ event, from: Math.max(0, event.payload.lines.length - left) });
      left -= event.payload.lines.length;
    }
    position = oldest.seq;
  }
  return found.toReversed();
}

interface FollowedLog {
  database: ReadableDatabase;
  projectId: string;
  after: number;
  print: Print;
  context: CommandContext;
  signal: AbortSignal;
}

async function follow({ after, context, database, print, projectId, signal }: FollowedLog): Promise<void> {
  const { stderr } = context;
  await followEvents({
    after: new Map([[projectId, after]]),
    read: (id, from) => readEvents(database.pool, id, { after: from, limit: 500, type: 'execution-log' }),
    listen: listenTo(database.url),
    onEvents: (events) => {
      for (const event of events) if (isLog(event)) print(event);
    },
    onTrouble: (error) =>
      stderr.line(error ? `The database does not answer (${plainText(error.message)}); waits for it.` : 'The database answers again.'),
    isDone: () => false,
    signal,
    patienceMs: 60_000,
    now: () => performance.now(),
  });
}

/** Never nothing: where there is no log, how the project stands says why. */
async function tellWhyEmpty(database: ReadableDatabase, projectId: string, { stderr }: CommandContext): Promise<void> {
  const execution = await findExecution(database.pool, projectId);
  stderr.line(`Nothing was printed yet; ${projectId} is ${statusLooks[execution?.status ?? 'idle'].word}.`);
  if (execution?.reason) stderr.line(failureText(execution.reason, stderr.paint));
  if (!execution) stderr.line(`Start it with \`devteam automate ${projectId}\`.`);
}
