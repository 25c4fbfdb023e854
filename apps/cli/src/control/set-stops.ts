import type { StopPlace } from '@devteam/api';
import { findExecution, findTaskList } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { SetStopsOptions } from '../commands/stops.ts';
import { loginName } from '../local/login-name.ts';
import { withProject } from '../local/with-team.ts';
import { jsonLine } from '../output/json-line.ts';
import { atProject } from '../remote/at-project.ts';
import { plainText } from '../output/plain-text.ts';
import { UsageError } from '../usage-error.ts';

/** `devteam stops set` and `clear`. */
export const setStops = (words: string, options: SetStopsOptions, context: CommandContext): Promise<void> =>
  atProject(words, context, {
    there: async ({ client }, projectId) => {
      const { words: said } = await client.call('setStopPoints', { params: { projectId }, body: { stopPoints: stopsOf(options) } });
      context.stdout.line(plainText(`${projectId}: ${said}.`));
    },
    here: async ({ engine }, projectId) => {
      const { words: said } = await engine.setStopPoints(projectId, { stopPoints: stopsOf(options), by: options.by ?? loginName() });
      context.stdout.line(plainText(`${projectId}: ${said}.`));
    },
  });

function stopsOf(options: SetStopsOptions): StopPlace[] {
  const of = (when: 'before' | 'after' | 'before_merge', targets: readonly string[] = []) => targets.map((target) => ({ when, target }));
  return [...of('before', options.before), ...of('after', options.after), ...of('before_merge', options.beforeMerge)];
}

export function requireStops({ after, before, beforeMerge }: SetStopsOptions): void {
  if (!after && !before && !beforeMerge) throw new UsageError('Name where it shall halt: --before, --after or --before-merge.');
}

/** `devteam stops list`. */
export const listStops = (words: string, options: { json?: boolean }, context: CommandContext): Promise<void> =>
  withProject(words, context, async ({ engine }, projectId) => {
    const execution = await findExecution(engine.pool, projectId);
    const list = await findTaskList(engine.pool, projectId);
    const stops = execution?.endedAt === null ? execution.stops : [];
    if (options.json) return context.stdout.line(jsonLine(stops));
    for (const stop of stops) context.stdout.line(plainText(stopWords(stop)));
    if (stops.length === 0)
      context.stdout.line(`No stop points were given${list ? `; those of ${list.path} itself hold all the same` : ''}.`);
  });

const stopWords = (stop: StopPlace): string => {
  if (stop.when === 'budget') return `at ${stop.limit} ${stop.measure}`;
  return stop.when === 'before_merge' ? `before the merge of ${stop.target}` : `${stop.when} ${stop.target}`;
};
