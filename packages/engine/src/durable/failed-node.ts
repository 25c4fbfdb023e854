import type { Failure } from '@devteam/api';
import type { RunResult } from '@devteam/workflow';
import { type TaskRow, readTaskNodes } from '../store/index.ts';
import type { Hands } from './hands.ts';
import { patiently } from './patiently.ts';

/** In the words that people get, what the node said that failed this round; null if none did. */
export async function findNodeFailure(hands: Hands, task: TaskRow, result: RunResult): Promise<Failure | null> {
  if (result.status !== 'failed') return null;
  const nodes = await patiently(() => readTaskNodes(hands.pool, task.executionId, task.key), hands.log);
  // The newest of its name: a round that was put off has run it before.
  const failed = nodes.findLast(
    (node) =>
      node.round === task.round &&
      node.status === 'failed' &&
      result.nodes.some((each) => each.name === node.name && each.attempts === node.nodeAttempt && each.status === 'failed'),
  );
  return failed?.failure ?? null;
}
