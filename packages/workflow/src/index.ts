export { canonicalJson } from './canonical-json.ts';
export { defineWorkflow, type WorkflowOptions } from './define-workflow.ts';
export { inputHash } from './input-hash.ts';
export { interpret, type InterpretOptions } from './interpret.ts';
export { decideJoin, type EdgeState } from './join.ts';
export type { EndedAttempt, Journal, NodeCall, Outcome } from './journal.ts';
export { toMermaid } from './mermaid.ts';
export { isRetryable, type NodeFailure, nodeFailureOf, NonRetryableError } from './node-failure.ts';
export { takenRoutes } from './node-output.ts';
export type { Need, NeedMap, NodeBuilder, NodeOptions, Router, RouterOptions, TakenRoute } from './node-builder.ts';
export {
  commandsFrom,
  isTerminal,
  nextStatus,
  type NodeCommand,
  type NodeStatus,
  nodeStatuses,
  nodeTransitions,
  statusesAccepting,
  type TerminalStatus,
} from './node-status.ts';
export { type RetryPolicy, retryDelayMs } from './retry-policy.ts';
export { runNode, type RunNodeOptions } from './run-node.ts';
export type { NodeResult, RunResult } from './run-progress.ts';
export { systemTimer, type Timer } from './timer.ts';
export { WorkflowInputInvalidError } from './workflow-input.ts';
export { WorkflowInvalidError } from './workflow-invalid-error.ts';
export type { WorkflowProblem, WorkflowProblemCode } from './workflow-problems.ts';
export { findNode, getNode, type Edge, type Log, type NodeRun, type OnFailure, type Workflow, type WorkflowNode } from './workflow.ts';
