export type {
  Executor,
  ExecutorFailure,
  ExecutorFailureCode,
  ExecutorModel,
  ExecutorOutcome,
  ExecutorRequest,
  ExecutorUsage,
  HeldProcess,
  HeldProcessOptions,
  Workplace,
  WorkplaceRunOptions,
  WorkplaceRunResult,
} from './executor-port.ts';
export { ExecutorError, type ExecutorErrorCode } from './executor-error.ts';
export { executors, getExecutor } from './executors.ts';
export { findAgent, type FoundAgent } from './agent/find-agent.ts';
export type { AgentName } from './agent/pinned-agents.ts';
export { installAgent, type InstallOptions } from './install/install-agent.ts';
