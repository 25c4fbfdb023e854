import { isActive } from '@devteam/api';
import { findExecution } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { StopOptions } from '../commands/stop.ts';
import { loginName } from '../local/login-name.ts';
import { stopRemotely } from '../remote/act-remotely.ts';
import { atProject } from '../remote/at-project.ts';
import { statusLooks } from '../output/status-look.ts';

export { stopCustomer } from './ask.ts';

/** `devteam stop`: asking for it where nothing runs is no mistake. */
export const stopProject = (words: string, options: StopOptions, context: CommandContext): Promise<void> =>
  atProject(words, context, {
    there: (remote, projectId) => stopRemotely(remote, projectId, options.keep === true, context),
    here: async ({ engine }, projectId) => {
      const before = await findExecution(engine.pool, projectId);
      if (!before || !isActive(before.status)) {
        context.stdout.line(`Nothing to stop: ${projectId} is ${statusLooks[before?.status ?? 'idle'].word}.`);
        return;
      }
      const command = options.keep ? 'stop_keep_work' : 'stop_discard';
      const { status } = await engine.control(projectId, { command, by: options.by ?? loginName() });
      const work = options.keep ? 'ended, and its work kept' : 'ended and dropped';
      context.stdout.line(
        isActive(status) ? `Asked to stop: ${projectId}. What is under way is ${work}; what was done stays.` : `Stopped: ${projectId}.`,
      );
    },
  });
