/**
 * The words for where things stand, once for database, API, CLI and screen (the engine's tables are tested against these lists).
 */
export const executionStatuses = [
  'idle',
  'initializing',
  'running',
  'paused',
  'waiting_for_human',
  'stopping',
  'stopped',
  'completed',
  'error',
] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

export const phases = ['SELECT', 'PREP', 'IMPLEMENT', 'VERIFY', 'MERGE', 'PUSH', 'DONE', 'ERROR_SOLVE', 'HUMAN_REVIEW'] as const;
export type Phase = (typeof phases)[number];

export const taskStatuses = [
  'pending',
  'active',
  'completed',
  'error',
  'blocked',
  'human-review',
  'canceled',
  'replaced',
  'skipped',
] as const;
export type TaskStatus = (typeof taskStatuses)[number];

export const nodeStatuses = ['blocked', 'ready', 'running', 'waiting', 'completed', 'failed', 'canceled', 'skipped'] as const;
export type NodeStatus = (typeof nodeStatuses)[number];

/** Whose doing a failure is. Only `work` uses up attempts. */
export const failureClasses = ['work', 'quota', 'provider_outage', 'infrastructure', 'repository', 'policy', 'user'] as const;
export type FailureClass = (typeof failureClasses)[number];

/** An execution that will not move again by itself or by a person, short of a new start. */
export const isEnded = (status: ExecutionStatus): boolean => status === 'stopped' || status === 'completed' || status === 'error';

/** An execution that holds the project: no second one may start beside it. */
export const isActive = (status: ExecutionStatus): boolean => status !== 'idle' && !isEnded(status);
