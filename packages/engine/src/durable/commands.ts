import { randomUUID } from 'node:crypto';
import { CodedError, describeFailure, isActive } from '@devteam/api';
import { nextExecutionStatus } from '../decisions/execution-table.ts';
import { addExecution, appendEvents, changeExecution, channels, executionEvent, findExecution, inProject } from '../store/index.ts';
import { advance, completionOf } from './advance.ts';
import type { Command } from './hands.ts';
import { patiently } from './patiently.ts';

/** Starts an execution: a row, an event, a tick. One that waits for a person ends here; the new one goes on from the list. */
export async function automate(command: Command, projectId: string, stopAfter: readonly string[]): Promise<{ executionId: string }> {
  const executionId = randomUUID().slice(0, 13);
  await patiently(
    () =>
      inProject(command.pool, projectId, async (db) => {
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
        const stops = stopAfter.map((target) => ({ when: 'after' as const, target }));
        await addExecution(db, { id: executionId, projectId, stops, passedStops });
        await appendEvents(db, projectId, [await executionEvent(db, executionId)]);
      }),
    command.log,
  );
  await advance(command, projectId);
  return { executionId };
}

/** Asks for the end of the running execution; one that waits for a person or is paused ends at once. */
export async function stop(command: Command, projectId: string): Promise<void> {
  await patiently(
    () =>
      inProject(command.pool, projectId, async (db) => {
        const execution = await findExecution(db, projectId);
        if (!execution || !isActive(execution.status)) return;
        await changeExecution(db, execution.id, { wish: { desired: 'stopped', pauseWhen: null, stopWork: 'discard', by: 'somebody' } });
        const status = nextExecutionStatus(execution.status, 'halt');
        if (execution.status === 'waiting_for_human' || execution.status === 'paused') {
          await changeExecution(db, execution.id, {
            status: status ?? 'stopped',
            reason: describeFailure('stopped_by_person'),
            ended: true,
          });
          const update = await executionEvent(db, execution.id);
          await appendEvents(db, projectId, [update, completionOf(update)]);
          return;
        }
        await appendEvents(db, projectId, [await executionEvent(db, execution.id)]);
        await db.query('select pg_notify($1, $2)', [channels.control, `execution ${execution.id}`]);
      }),
    command.log,
  );
  await advance(command, projectId);
}
