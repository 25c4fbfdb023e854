import type { Event, ProjectView } from '@devteam/api';
import type { CommandContext } from '../command-context.ts';
import { eventLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { type ProgressView, openProgressView } from '../output/progress-view.ts';
import { followEvents } from './follow-events.ts';
import type { EventSource } from './event-source.ts';
import { type ProjectProgress, isSettled, progressOfView } from './project-progress.ts';

export interface WatchOptions {
  context: CommandContext;
  source: Pick<EventSource, 'readAfter' | 'listen' | 'name'>;
  /** As they stood before their executions were started; events after these are shown. */
  views: readonly ProjectView[];
  /** The execution of each project that is meant; others are not shown and not waited for. */
  executions: ReadonlyMap<string, string>;
  json: boolean;
  /** Ends the watch before its time. */
  signal: AbortSignal;
  /** Once there is something to write messages to. */
  onOpen?: (view: ProgressView) => void;
}

const batch = 500;
const patienceMs = 60_000;

/** Shows what happens until every execution has come to rest; answers how they stand. */
export async function watchProjects(options: WatchOptions): Promise<ProjectProgress[]> {
  const { context, source, executions, json, signal, views } = options;
  const { now, stderr, stdout } = context;
  const view = openProgressView({ projects: views.map(progressOfView), outlet: stderr, style: styleOf(context, json), now });
  const onEvents = (events: Event[]) => {
    for (const event of events) {
      if (executions.get(event.projectId) !== event.payload.executionId) continue;
      if (json) stdout.line(eventLine(event));
      view.apply(event);
    }
  };
  const isDone = () =>
    view.projects().every((progress) => progress.executionId === executions.get(progress.projectId) && isSettled(progress));
  try {
    options.onOpen?.(view);
    await followEvents({
      after: new Map(views.map((each) => [each.projectId, each.seq])),
      read: (projectId, after) => source.readAfter(projectId, { after, limit: batch }),
      listen: (onHint) => source.listen(onHint),
      onEvents,
      onTrouble: (error) =>
        view.say(
          error
            ? `${source.name} does not answer (${plainText(error.message)}); what is shown may be old.`
            : `${source.name} answers again.`,
        ),
      isDone,
      signal,
      patienceMs,
      now: () => performance.now(),
    });
  } finally {
    view.close();
  }
  return view.projects();
}

/** Where JSON and progress would meet on one terminal, there is only the JSON. */
function styleOf({ config, stderr, stdout }: CommandContext, json: boolean): 'live' | 'lines' | 'none' {
  if (json && stdout.isTerminal) return 'none';
  return stderr.isTerminal && config.redraws ? 'live' : 'lines';
}
