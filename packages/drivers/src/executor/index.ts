export type {
  Executor,
  ExecutorFailure,
  ExecutorFailureCode,
  ExecutorOutcome,
  ExecutorRequest,
  ExecutorUsage,
  Workplace,
  WorkplaceRunOptions,
  WorkplaceRunResult,
} from './executor-port.ts';
export { ExecutorError, type ExecutorErrorCode } from './executor-error.ts';
export { executors, getExecutor } from './executors.ts';
