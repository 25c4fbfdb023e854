import { type Failure, type ErrorCode, describeFailure, errorCatalogue } from '@devteam/api';
import { interpret } from '@devteam/workflow';
import { nextExecutionStatus } from '../decisions/execution-table.ts';
import {
  appendEvents,
  changeExecution,
  executionEvent,
  findExecutionById,
  findTaskList,
  inSharedCommit,
  readPreparationNodes,
} from '../store/index.ts';
import { stopsBehind } from '../decisions/stop-points/reached-stop.ts';
import { completionOf, tick } from './advance.ts';
import { passedPlacesOf } from './control/passed-stops.ts';
import type { Hands } from './hands.ts';
import { parseList } from './nodes/candidate.ts';
import type { Prepared } from './nodes/prepare-repository.ts';
import { patiently } from './patiently.ts';
import { openRowJournal } from './row-journal.ts';
import { preparation } from './task-workflows.ts';

/** From «initializing» to the first task, or to the sentence that says what is missing. */
export async function runPreparation(hands: Hands, executionId: string): Promise<void> {
  const { log, pool } = hands;
  const execution = await patiently(() => findExecutionById(pool, executionId), log);
  if (!execution || execution.prepared || execution.endedAt) return;
  const { projectId } = execution;
  const known = await patiently(() => findTaskList(pool, projectId), log);
  const journal = openRowJournal(hands, preparation, { executionId, projectId, task: null, selection: 1, attempt: 1, round: 0, lanes: {} });
  const result = await interpret(preparation, {
    input: {
      executionId,
      projectId,
      stops: execution.stops,
      dialect: known?.dialect ?? null,
    },
    journal,
    signal: hands.stopSignal(executionId),
  });
  const prepared = result.outputs['prepareRepository'] as Prepared | undefined;
  const failure = prepared ? null : await patiently(() => findFailure(hands, executionId), log);
  const after = await patiently(
    () =>
      inSharedCommit(pool, projectId, async (db) => {
        const fresh = await findExecutionById(db, executionId);
        if (!fresh || fresh.prepared || fresh.endedAt) return undefined;
        const list = prepared ? await findTaskList(db, projectId) : undefined;
        if (prepared)
          await changeExecution(db, executionId, {
            prepared: true,
            branch: prepared.branch,
            passedStops: [...fresh.passedStops, ...(list ? passedPlacesOf(stopsBehind(parseList(list))) : [])],
            ...(fresh.status === 'initializing' ? { status: 'running' } : {}),
          });
        else if (failure && fresh.desired !== 'stopped') {
          const asks = Object.hasOwn(errorCatalogue, failure.code) && errorCatalogue[failure.code as ErrorCode].exitCode === 4;
          const status = nextExecutionStatus(fresh.status, asks ? 'ask' : 'fail') ?? 'error';
          await changeExecution(db, executionId, { status, reason: failure, ended: !asks });
          const update = await executionEvent(db, executionId);
          await appendEvents(db, projectId, [
            { type: 'error', payload: { executionId, taskKey: null, failure } },
            update,
            completionOf(update),
          ]);
          return undefined;
        }
        await appendEvents(db, projectId, [await executionEvent(db, executionId)]);
        return tick(db, projectId, hands.pace);
      }),
    log,
  );
  if (after) await patiently(() => after(hands.starts()), log);
}

async function findFailure(hands: Hands, executionId: string): Promise<Failure> {
  const nodes = await readPreparationNodes(hands.pool, executionId);
  return (
    nodes.findLast((node) => node.failure)?.failure ?? describeFailure('unexpected', { why: 'the preparation ended without a result' })
  );
}
