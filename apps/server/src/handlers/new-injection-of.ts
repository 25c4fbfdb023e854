import { type InjectionRequestBody, type Place, allows } from '@devteam/api';
import type { NewInjection } from '@devteam/engine/durable';
import type { Caller } from '../auth/caller.ts';

/** The engine's form of a request: the words of host applications become its own. */
export function newInjectionOf(body: InjectionRequestBody, caller: Caller, there: Place): NewInjection {
  const { idempotencyKey, injectionType, reason, targetPosition, targetTaskId, task } = body;
  const { acceptanceCriteria, dependencies, description, errorContext: _, estimatedDuration, files, id, priority, title, type } = task;
  const place = injectionType === 'replace' ? (targetTaskId ?? targetPosition) : targetPosition;
  return {
    mode: injectionType,
    reason,
    by: caller.name,
    mayApprove: allows(caller, 'inject.approve', there),
    ...(idempotencyKey === undefined ? {} : { key: idempotencyKey }),
    ...(place === undefined ? {} : { place }),
    ...(id === undefined ? {} : { id }),
    task: {
      title,
      ...(description === undefined ? {} : { description }),
      ...(acceptanceCriteria === undefined ? {} : { acceptanceCriteria }),
      ...(priority === undefined ? {} : { priority }),
      ...(estimatedDuration === undefined ? {} : { estimatedDuration }),
      ...(dependencies === undefined ? {} : { dependencies }),
      ...(files === undefined ? {} : { files }),
      ...(type === undefined ? {} : { tags: [type] }),
    },
  };
}
