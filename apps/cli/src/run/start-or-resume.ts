import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError, type StopPlace, findErrorCode, isActive } from '@devteam/api';
import type { Engine } from '@devteam/engine/durable';
import { findExecution } from '@devteam/engine/store';
import { loginName } from '../local/login-name.ts';

export interface Started {
  executionId: string;
  /** A killed process left it behind, and it goes on. */
  isResumed: boolean;
}

const stopWithinMs = 30_000;

/**
 * Starts an execution, or takes the one that a killed process left behind. One that was asked to stop, and whose process was ended
 * before it had, is stopped first: whoever starts again does not mean that one.
 */
export async function startOrResume(engine: Engine, projectId: string, stopPoints: readonly StopPlace[]): Promise<Started> {
  const until = performance.now() + stopWithinMs;
  for (;;) {
    try {
      const { executionId } = await engine.automate(projectId, {
        stopPoints,
        askedBy: { kind: 'person', name: loginName() },
      });
      return { executionId, isResumed: false };
    } catch (error) {
      if (findErrorCode(error) !== 'execution_active') throw error;
      const execution = await findExecution(engine.pool, projectId);
      if (!execution || !isActive(execution.status)) continue;
      if (execution.desired !== 'stopped') return { executionId: execution.id, isResumed: true };
      if (performance.now() > until) {
        throw new CodedError(
          'execution_active',
          { place: projectId, why: `execution ${execution.id} was asked to stop and has not ended yet` },
          { cause: error },
        );
      }
      await sleep(200);
    }
  }
}
