import type { StopPlace } from '@devteam/api';
import { findExecution, findTaskList } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { SetStopsOptions } from '../commands/stops.ts';
import { loginName } from '../local/login-name.ts';
import { withProject } from '../local/with-team.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { UsageError } from '../usage-error.ts';

/** `devteam stops set` and `clear`. */
export const setStops = (words: string, options: SetStopsOptions, context: CommandContext): Promise<void> =>
  withProject(words, context, async ({ engine }, projectId) => {
    const of = (when: 'before' | 'after' | 'before_merge', targets: readonly string[] = []) => targets.map((target) => ({ when, target }));
    const stopPoints: StopPlace[] = [
      ...of('before', options.before),
      ...of('after', options.after),
      ...of('before_merge', options.beforeMerge),
    ];
    const { words: said } = await engine.setStopPoints(projectId, { stopPoints, by: options.by ?? loginName() });
    context.stdout.line(plainText(`${projectId}: ${said}.`));
  });

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
