import type { ControlAnswer } from '@devteam/api';
import type { Engine } from '@devteam/engine/durable';
import type { CommandContext } from '../command-context.ts';
import { loginName } from '../local/login-name.ts';
import { withProject, withTeam } from '../local/with-team.ts';
import { plainText } from '../output/plain-text.ts';
import { statusLooks } from '../output/status-look.ts';

export type Asked = Parameters<Engine['control']>[1]['command'];

/** Asks one thing of a project; a refusal is an error that says what can be asked instead. */
export const askProject = (
  words: string,
  asked: { command: Asked; task?: string | undefined; by?: string | undefined },
  context: CommandContext,
): Promise<void> =>
  withProject(words, context, async ({ engine }, projectId) => {
    const { by = loginName(), command, task } = asked;
    const answer = await engine.control(projectId, { command, by, ...(task === undefined ? {} : { task }) });
    context.stdout.line(sayAnswer(projectId, answer));
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
