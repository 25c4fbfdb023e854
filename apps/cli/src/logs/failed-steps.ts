import { type Event, type Failure, describeFailure } from '@devteam/api';

export type NodeUpdate = Extract<Event, { type: 'node-update' }>;
export type TaskUpdate = Extract<Event, { type: 'task-update' }>;

/** One run of one step. */
export interface StepRun {
  executionId: string;
  /** Of the preparation it is empty. */
  taskKey: string;
  attempt: number;
  node: string;
  startedAt: string;
}

/** What says that something failed: of a step, or of a try of a task that came to no good end though all its steps did. */
export type FailureEvent = NodeUpdate | TaskUpdate;

export const isFailure = (event: Event): event is FailureEvent =>
  (event.type === 'node-update' && event.payload.node.status === 'failed') ||
  (event.type === 'task-update' && event.payload.task.failure !== null);

export function failureOfEvent(event: FailureEvent): Failure {
  const { failure, place } =
    event.type === 'node-update'
      ? { failure: event.payload.node.failure, place: [event.payload.taskKey || 'preparation', event.payload.node.node].join(', ') }
      : { failure: event.payload.task.failure, place: event.payload.task.key };
  const known = failure ?? describeFailure('unexpected', { why: 'the step failed and left no reason' });
  return { ...known, place: known.place === null ? place : `${place}, ${known.place}` };
}

/**
 * The steps in which the failure may have come about, the likeliest first, of the updates before it, the newest first. A step that
 * failed is it, else one that found the work not good; events of earlier versions do not say which, and then it is told by the last that printed something.
 */
export function runsBehind(failure: FailureEvent, before: readonly NodeUpdate[]): StepRun[] {
  if (failure.type === 'node-update') return runOf(failure);
  const { executionId, task } = failure.payload;
  const ofTask = before.filter(({ payload }) => payload.executionId === executionId && payload.taskKey === task.key);
  const attempt = ofTask[0]?.payload.node.attempt;
  const other = ofTask.findIndex(({ payload }) => payload.node.attempt !== attempt);
  const ofTry = other === -1 ? ofTask : ofTask.slice(0, other);
  const failed = ofTry.find(isFailure) ?? ofTry.find(({ payload }) => payload.node.finding !== undefined);
  return failed ? runOf(failed) : ofTry.filter(({ payload }) => payload.node.status === 'completed').flatMap(runOf);
}

function runOf({ payload }: NodeUpdate): StepRun[] {
  const { executionId, node, taskKey } = payload;
  return node.startedAt === null ? [] : [{ executionId, taskKey, attempt: node.attempt, node: node.node, startedAt: node.startedAt }];
}
