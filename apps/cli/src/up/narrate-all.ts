import type { ProjectView } from '@devteam/api';
import type { Engine } from '@devteam/engine/durable';
import { readEvents, readProjectViews } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import { followEvents } from '../follow/follow-events.ts';
import { listenTo } from '../follow/listen-to.ts';
import { createNarrator } from '../follow/narrate.ts';
import { progressOfView } from '../follow/project-progress.ts';
import { toneColors } from '../output/tone-colors.ts';
import { plainText } from '../output/plain-text.ts';
import { timeOfDay } from '../output/time-text.ts';

/** One line for each thing that happens in any project, also in those that are added later, until it is aborted. */
export async function narrateAll(
  engine: Pick<Engine, 'pool' | 'databaseUrl' | 'label'>,
  views: readonly ProjectView[],
  context: CommandContext,
  signal: AbortSignal,
): Promise<void> {
  const { stderr } = context;
  const narrator = createNarrator(views.map(progressOfView));
  await followEvents({
    after: new Map(views.map((view) => [view.projectId, view.seq])),
    admit: async (projectId) => {
      const [view] = await readProjectViews(engine.pool, engine.label, [projectId]);
      if (view) narrator.add({ ...progressOfView(view), executionId: null, status: 'idle', task: null });
      return 0;
    },
    read: (projectId, after) => readEvents(engine.pool, projectId, { after, limit: 500 }),
    listen: listenTo(engine.databaseUrl),
    onEvents: (events) => {
      for (const told of events.flatMap((event) => narrator.tell(event))) {
        const text = told.tone === 'step' ? told.text : stderr.paint.color(toneColors[told.tone], told.text);
        stderr.line(`${timeOfDay(new Date(told.at))}  ${plainText(told.projectId)}  ${text}`);
      }
    },
    onTrouble: (error) => {
      const text = error ? `The database does not answer (${plainText(error.message)}); waits for it.` : 'The database answers again.';
      stderr.line(`${timeOfDay(new Date())}  ${text}`);
    },
    isDone: () => false,
    signal,
    patienceMs: Number.POSITIVE_INFINITY,
    now: () => performance.now(),
  });
}
