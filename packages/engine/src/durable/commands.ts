import { randomUUID } from 'node:crypto';
import { CodedError, isActive } from '@devteam/api';
import { addExecution, appendEvents, changeExecution, executionEvent, findExecution, inSharedCommit } from '../store/index.ts';
import { advance, completionOf } from './advance.ts';
import type { Command } from './hands.ts';
import type { NewExecution } from './new-execution.ts';
import { patiently } from './patiently.ts';

/** Starts an execution: a row, an event, a tick. One that waits for a person ends here; the new one goes on from the list. */
export async function automate(
  command: Command,
  projectId: string,
  { askedBy = null, stopAfter = [], stopPoints = [] }: NewExecution = {},
): Promise<{ executionId: string }> {
  const executionId = randomUUID().slice(0, 13);
  await patiently(
    () =>
      inSharedCommit(command.pool, projectId, async (db) => {
        const before = await findExecution(db, projectId);
        // The commit's answer was lost and this is the second try.
        if (before?.id === executionId) return;
        if (before && isActive(before.status)) {
          if (before.status !== 'waiting_for_human')
            throw new CodedError('execution_active', { place: projectId, why: `execution ${before.id} is ${before.status}` });
          await changeExecution(db, before.id, { status: 'stopped', ended: true }, ['waiting_for_human']);
          const update = await executionEvent(db, before.id);
          await appendEvents(db, projectId, [update, completionOf(update)]);
        }
        const passedStops = before ? [...before.passedStops, ...(before.haltedAt ? [before.haltedAt] : [])] : [];
        const stops = [...stopPoints, ...stopAfter.map((target) => ({ when: 'after' as const, target }))];
        await addExecution(db, { id: executionId, projectId, stops, passedStops, askedBy });
        await appendEvents(db, projectId, [await executionEvent(db, executionId)]);
      }),
    command.log,
  );
  await advance(command, projectId);
  return { executionId };
}
