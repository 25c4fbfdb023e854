import { listInjections } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import { loginName } from '../local/login-name.ts';
import { plainText } from '../output/plain-text.ts';
import { withProject } from '../local/with-team.ts';
import { findByBeginning } from './show-injections.ts';

/** `devteam injections cancel` and `approve`. */
export const settleInjection = (
  words: string,
  id: string,
  { answer, by = loginName() }: { answer: 'approve' | 'cancel'; by?: string },
  context: CommandContext,
): Promise<void> =>
  withProject(words, context, async ({ engine }, projectId) => {
    const { injectionId, title } = findByBeginning(await listInjections(engine.pool, projectId), id);
    if (answer === 'approve') await engine.approveInjection(projectId, injectionId, by);
    else await engine.cancelInjection(projectId, injectionId, by);
    context.stdout.line(`${answer === 'approve' ? 'Approved' : 'Canceled'}: ${plainText(`«${title}»`)}.`);
  });
