import { isActive } from '@devteam/api';
import { findExecution, listProjects, listWorkers } from '@devteam/engine/store';
import type { DevTeam } from '@devteam/server';
import type { CommandContext } from '../command-context.ts';
import type { AutomateOptions } from '../commands/automate.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { openForReading, noProjectsError } from '../local/open-for-reading.ts';
import { openTeam } from '../local/open-team.ts';
import { statusLooks } from '../output/status-look.ts';

const staleAfterSeconds = 6;

/** A process of the engine that only commands; what it writes down, the workers see. */
async function withProject(
  words: string,
  context: CommandContext,
  act: (team: DevTeam, projectId: string) => Promise<void>,
): Promise<void> {
  // Looks first, so that a slip of the pen does not make a database.
  const database = await openForReading(context);
  if (!database) throw noProjectsError(context);
  let projectId: string;
  try {
    projectId = findProjectByWords(words, await listProjects(database.pool));
  } finally {
    await database.close({ stopDatabase: false });
  }
  const team = await openTeam(context, { http: null, slots: 0 });
  try {
    await act(team, projectId);
  } finally {
    await team.close();
  }
}

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
