import { type Project, listProjects } from '@devteam/engine/store';
import type { DevTeam } from '@devteam/server';
import type { CommandContext } from '../command-context.ts';
import { findProjectByWords } from './find-project.ts';
import { loginName } from './login-name.ts';
import { noProjectsError, openForReading } from './open-for-reading.ts';
import { openTeam } from './open-team.ts';

/** A process of the engine that only commands; what it writes down, the workers see. */
export async function withTeam(
  context: CommandContext,
  act: (team: DevTeam, projects: readonly Project[]) => Promise<void>,
): Promise<void> {
  // Looks first, so that a slip of the pen does not make a database.
  const database = await openForReading(context);
  if (!database) throw noProjectsError(context);
  await database.close({ stopDatabase: false });
  const team = await openTeam(context, { http: null, slots: 0 });
  try {
    const { auditedEngine } = await import('@devteam/server');
    const engine = auditedEngine(team.engine, loginName());
    await act({ ...team, engine }, await listProjects(engine.pool));
  } finally {
    await team.close();
  }
}

/** The same about one project, which has to exist. */
export const withProject = (
  words: string,
  context: CommandContext,
  act: (team: DevTeam, projectId: string) => Promise<void>,
): Promise<void> => withTeam(context, (team, projects) => act(team, findProjectByWords(words, projects)));
