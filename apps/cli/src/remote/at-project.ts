import type { DevTeam } from '@devteam/server';
import type { CommandContext } from '../command-context.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { withProject } from '../local/with-team.ts';
import { type Remote, findRemote } from './find-remote.ts';

/** Does something about a project where commands are for: on the server where somebody is logged in, else on this machine. */
export async function atProject(
  words: string,
  context: CommandContext,
  {
    here,
    there,
  }: {
    there: (remote: Remote, projectId: string) => Promise<void>;
    here: (team: DevTeam, projectId: string) => Promise<void>;
  },
): Promise<void> {
  const remote = await findRemote(context);
  if (!remote) return withProject(words, context, here);
  const { projects } = await remote.client.call('listProjects', {});
  return there(
    remote,
    findProjectByWords(
      words,
      projects.map(({ name, projectId }) => ({ id: projectId, name })),
    ),
  );
}
