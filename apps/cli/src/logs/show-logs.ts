import type { Event, EventType } from '@devteam/api';
import type { CommandContext } from '../command-context.ts';
import type { LogsOptions } from '../commands/logs.ts';
import { followEvents } from '../follow/follow-events.ts';
import { type EventSource, findStanding } from '../follow/event-source.ts';
import { openSource } from '../follow/open-source.ts';
import { catchSignals } from '../follow/signals.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { noProjectsError } from '../local/open-for-reading.ts';
import { failureText } from '../output/failure-text.ts';
import { eventLine } from '../output/json-line.ts';
import { type LogEvent, createLogPrinter } from '../output/log-lines.ts';
import { plainText } from '../output/plain-text.ts';
import { statusLooks } from '../output/status-look.ts';
import { type FailureEvent, type NodeUpdate, type StepRun, failureOfEvent, isFailure, runsBehind } from './failed-steps.ts';
import { type LogFilter, beginOf, narrowLog } from './log-filter.ts';

const usualLines = 200;

/** `devteam logs`. */
export async function showLogs(words: string, options: LogsOptions, context: CommandContext): Promise<void> {
  const opened = await openSource(context);
  if (!opened) throw noProjectsError(context);
  const { source: from } = opened;
  const ending = new AbortController();
  const release = options.follow ? catchSignals(() => ending.abort()) : () => undefined;
  try {
    const projectId = findProjectByWords(words, await from.listProjects());
    const print = options.json ? jsonPrinter(context) : createLogPrinter(context.stdout);
    const position = await from.readPosition(projectId);
    const source: LogSource = { from, projectId, position };
    const { grep, since } = options;
    const failed = options.failed ? await findFailure(source) : undefined;
    if (options.failed && !failed) return await tellOfNoFailure(source, context);
    const filter: LogFilter = { grep, since, step: failed?.step };
    const count = options.lines ?? (since === undefined && !failed ? usualLines : Number.POSITIVE_INFINITY);
    const last = failed && !failed.step ? [] : await readLastLines(source, filter, count);
    for (const { event, fromLine } of last) print(event, fromLine);
    if (failed) tellFailure(failed.event, { ...options, isAll: last.length === 0 }, context);
    else if (last.length === 0 && count > 0) await tellWhyEmpty(source, filter, context);
    if (options.follow) await follow({ ...source, filter, print, context, signal: ending.signal });
  } finally {
    await opened.close();
    release();
  }
}

interface LogSource {
  from: EventSource;
  projectId: string;
  /** The newest event when this began. */
  position: number;
}

type Print = (event: LogEvent, from?: number) => void;

/** A machine counts events, not lines: an event is written whole. */
const jsonPrinter =
  ({ stdout }: CommandContext): Print =>
  (event) =>
    stdout.line(eventLine(event));

const isLog = (event: Event): event is LogEvent => event.type === 'execution-log';

/** The newest `count` lines that are wanted, oldest first; of the first event perhaps only its end. */
async function readLastLines(source: LogSource, filter: LogFilter, count: number): Promise<{ event: LogEvent; fromLine: number }[]> {
  const found: { event: LogEvent; fromLine: number }[] = [];
  const begin = beginOf(filter);
  let left = count;
  for await (const each of newestFirst(source, 'execution-log')) {
    if (left <= 0 || Date.parse(each.ts) < begin) break;
    const event = isLog(each) ? narrowLog(each, filter) : undefined;
    if (!event) continue;
    found.push({ event, fromLine: Math.max(0, event.payload.lines.length - left) });
    left -= event.payload.lines.length;
  }
  return found.toReversed();
}

/** What failed last, and the run of a step that printed something of it. */
async function findFailure(source: LogSource): Promise<{ event: FailureEvent; step: StepRun | undefined } | undefined> {
  const [step, task] = await Promise.all([newestFailure(source, 'node-update'), newestFailure(source, 'task-update')]);
  const event = step && task ? (step.seq > task.seq ? step : task) : (step ?? task);
  if (!event) return undefined;
  const before: LogSource = { ...source, position: event.seq };
  for (const run of runsBehind(event, await readUpdatesOf(event, before))) {
    if ((await readLastLines(source, { step: run }, 1)).length > 0) return { event, step: run };
  }
  return { event, step: undefined };
}

async function newestFailure(source: LogSource, type: FailureEvent['type']): Promise<FailureEvent | undefined> {
  for await (const event of newestFirst(source, type)) if (isFailure(event)) return event;
  return undefined;
}

/** Updates of the steps of one try, the newest first: no more are read than tell where it began. */
async function readUpdatesOf(failure: FailureEvent, source: LogSource): Promise<NodeUpdate[]> {
  const found: NodeUpdate[] = [];
  if (failure.type === 'node-update') return found;
  for await (const event of newestFirst(source, 'node-update')) {
    if (event.type !== 'node-update' || event.payload.taskKey !== failure.payload.task.key) continue;
    found.push(event);
    if (event.payload.node.attempt !== found[0]?.payload.node.attempt) break;
  }
  return found;
}

async function* newestFirst({ from, position, projectId }: LogSource, type: EventType): AsyncGenerator<Event> {
  let before = position + 1;
  for (;;) {
    const events = await from.readBefore(projectId, { before, limit: 200, type });
    const [oldest] = events;
    if (!oldest) return;
    yield* events.toReversed();
    before = oldest.seq;
  }
}

interface FollowedLog extends LogSource {
  filter: LogFilter;
  print: Print;
  context: CommandContext;
  signal: AbortSignal;
}

async function follow({ context, from, filter, position, print, projectId, signal }: FollowedLog): Promise<void> {
  const { stderr } = context;
  await followEvents({
    after: new Map([[projectId, position]]),
    read: (id, after) => from.readAfter(id, { after, limit: 500, type: 'execution-log' }),
    listen: (onHint) => from.listen(onHint),
    onEvents: (events) => {
      for (const event of events) {
        const wanted = isLog(event) ? narrowLog(event, filter) : undefined;
        if (wanted) print(wanted);
      }
    },
    onTrouble: (error) =>
      stderr.line(error ? `${from.name} does not answer (${plainText(error.message)}); waits for it.` : `${from.name} answers again.`),
    isDone: () => false,
    signal,
    patienceMs: 60_000,
    now: () => performance.now(),
  });
}

/** Why it failed: beside what was printed, or in place of it where nothing was. */
function tellFailure(event: FailureEvent, { isAll, json }: LogsOptions & { isAll: boolean }, { stderr, stdout }: CommandContext): void {
  const failure = failureOfEvent(event);
  if (!isAll) stderr.line(failureText({ ...failure, evidence: null }, stderr.paint));
  else stdout.line(json ? eventLine(event) : failureText(failure, stdout.paint));
}

async function tellOfNoFailure({ from, projectId }: LogSource, { stderr }: CommandContext): Promise<void> {
  const execution = await findStanding(from, projectId);
  stderr.line(`No step failed; ${projectId} is ${statusLooks[execution?.status ?? 'idle'].word}.`);
  if (execution?.reason) stderr.line(failureText(execution.reason, stderr.paint));
}

/** Never nothing: where there is no log, how the project stands says why. */
async function tellWhyEmpty({ from, projectId }: LogSource, { grep, since }: LogFilter, { stderr }: CommandContext): Promise<void> {
  if (grep !== undefined || since !== undefined) {
    const holding = grep === undefined ? '' : ` with «${plainText(grep)}» in it`;
    const after = since === undefined ? '' : ` since ${new Date(since).toISOString()}`;
    stderr.line(`No line${holding}${after} was printed in ${projectId}.`);
    return;
  }
  const execution = await findStanding(from, projectId);
  stderr.line(`Nothing was printed yet; ${projectId} is ${statusLooks[execution?.status ?? 'idle'].word}.`);
  if (execution?.reason) stderr.line(failureText(execution.reason, stderr.paint));
  if (!execution) stderr.line(`Start it with \`devteam automate ${projectId}\`.`);
}
