import { isActive } from '@devteam/api';
import { findExecution, listWorkers } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { AutomateOptions } from '../commands/automate.ts';
import { withProject } from '../local/with-team.ts';
import { statusLooks } from '../output/status-look.ts';

const staleAfterSeconds = 6;

export const automateProject = (words: string, options: AutomateOptions, context: CommandContext): Promise<void> =>
  withProject(words, context, async ({ engine }, projectId) => {
    const { executionId } = await engine.automate(projectId, options.stopAfter ? { stopAfter: options.stopAfter } : {});
    context.stdout.line(`Started: execution ${executionId} of ${projectId}.`);
    const others = (await listWorkers(engine.pool, { staleAfterSeconds })).filter(
      (worker) => worker.id !== engine.workerId && !worker.stale,
    );
    context.stderr.line(
      others.length > 0
        ? `Follow it with \`devteam logs ${projectId} -f\`.`
        : 'Nobody carries it out yet: start a worker with `devteam up`.',
    );
  });

export const stopProject = (words: string, context: CommandContext): Promise<void> =>
  withProject(words, context, async ({ engine }, projectId) => {
    const before = await findExecution(engine.pool, projectId);
    if (!before || !isActive(before.status)) {
      context.stdout.line(`Nothing to stop: ${projectId} is ${statusLooks[before?.status ?? 'idle'].word}.`);
      return;
    }
    await engine.stop(projectId);
    const after = await findExecution(engine.pool, projectId);
    const isStopped = !after || !isActive(after.status);
    context.stdout.line(
      isStopped ? `Stopped: ${projectId}.` : `Asked to stop: ${projectId}. What is under way is ended and dropped; what was done stays.`,
    );
  });
