import { randomUUID } from 'node:crypto';
import { describeFailure } from '@devteam/api';
import { appendEvents, claimNode, endNode, findGivenUp, findNode, inProject, nodeEvent } from '../store/index.ts';
import type { Hands } from './hands.ts';

/** Ends, as failed, what the queue has given up: otherwise its task would wait for ever. */
export async function giveUp(hands: Hands, nodeIds: readonly string[]): Promise<void> {
  for (const id of await findGivenUp(hands.pool, nodeIds)) {
    const node = await findNode(hands.pool, id);
    if (!node || node.endedAt) continue;
    const claim = randomUUID();
    const failure = describeFailure('worker_lost', {
      why: 'each worker that ran this step died of it, or the step broke outside of its own code',
    });
    await inProject(hands.pool, node.projectId, async (db) => {
      if (!(await claimNode(db, node, { workerId: hands.workerId, claim }))) return;
      const cause = { code: failure.code, message: failure.why };
      const ended = await endNode(db, { id, claim, status: 'failed', output: undefined, failure, cause, retryable: false });
      if (ended) await appendEvents(db, node.projectId, [nodeEvent(ended)]);
    });
    hands.log('error', `${id} was given up: ${failure.why}`);
    hands.ended.tell(id);
  }
}
