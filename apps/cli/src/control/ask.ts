import type { ControlAnswer } from '@devteam/api';
import type { CommandContext } from '../command-context.ts';
import { loginName } from '../local/login-name.ts';
import { withTeam } from '../local/with-team.ts';
import type { Asked } from './asked.ts';
import { plainText } from '../output/plain-text.ts';
import { askRemotely, isAskable } from '../remote/act-remotely.ts';
import { atProject } from '../remote/at-project.ts';
import { refuseRemote } from '../remote/find-remote.ts';
import { statusLooks } from '../output/status-look.ts';

/** Asks one thing of a project; a refusal is an error that says what can be asked instead. */
export const askProject = (
  words: string,
  { by = loginName(), command, task }: { command: Asked; task?: string | undefined; by?: string | undefined },
  context: CommandContext,
): Promise<void> =>
  atProject(words, context, {
    there: async (remote, projectId) => {
      if (!isAskable(command)) return refuseRemote(context);
      return context.stdout.line(sayAnswer(projectId, await askRemotely(remote, projectId, { command, task })));
    },
    here: async ({ engine }, projectId) => {
      const answer = await engine.control(projectId, { command, by, ...(task === undefined ? {} : { task }) });
      context.stdout.line(sayAnswer(projectId, answer));
    },
  });

/** The same of all projects of a customer. */
export const stopCustomer = (customerId: string, by: string | undefined, context: CommandContext): Promise<void> =>
  withTeam(context, async ({ engine }) => {
    for (const { answer, projectId } of await engine.stopCustomer(customerId, by ?? loginName()))
      context.stdout.line(sayAnswer(projectId, answer));
  });

/** «shop is running; shall be paused: after the step of 1.3 that runs now». */
export function sayAnswer(projectId: string, { already, desired, status, words }: ControlAnswer): string {
  const is = `${projectId} is ${statusLooks[status].word}`;
  if (already) return plainText(`Nothing to do: ${is}.`);
  const isThere =
    status === desired || (desired === 'stopped' && status !== 'stopping' && status !== 'running' && status !== 'initializing');
  return plainText(isThere ? `${is}.` : `${is}, and shall be ${desired}: ${words}.`);
}
