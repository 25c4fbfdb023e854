import { listWorkers } from '@devteam/engine/store';
import { stopPointsOf } from '../args/stop-points.ts';
import type { CommandContext } from '../command-context.ts';
import type { AutomateOptions } from '../commands/automate.ts';
import { loginName } from '../local/login-name.ts';
import { automateRemotely } from '../remote/act-remotely.ts';
import { atProject } from '../remote/at-project.ts';

const staleAfterSeconds = 6;

export const automateProject = (words: string, options: AutomateOptions, context: CommandContext): Promise<void> =>
  atProject(words, context, {
    there: (remote, projectId) => automateRemotely(remote, projectId, stopPointsOf(options), context),
    here: async ({ engine }, projectId) => {
      const { executionId } = await engine.automate(projectId, {
        stopPoints: stopPointsOf(options),
        askedBy: { kind: 'person', name: loginName() },
      });
      context.stdout.line(`Started: execution ${executionId} of ${projectId}.`);
      const others = (await listWorkers(engine.pool, { staleAfterSeconds })).filter(
        (worker) => worker.id !== engine.workerId && !worker.stale,
      );
      context.stderr.line(
        others.length > 0
          ? `Follow it with \`devteam logs ${projectId} -f\`.`
          : 'Nobody carries it out yet: start a worker with `devteam up`.',
      );
    },
  });
