import { CodedError } from '@devteam/api';
import type { Sandbox } from '@devteam/drivers/sandbox';

/**
 * To be asked when something failed in it: what ended because its sandbox did says nothing of the work. Throws `sandbox_lost`, unless it ended at a limit,
 * which is the doing of what ran in it.
 */
export async function requireSandbox(sandbox: Sandbox): Promise<void> {
  const { limit, state, why } = await sandbox.health();
  if (state === 'gone' && limit === null) throw new CodedError('sandbox_lost', why === null ? {} : { why });
}
