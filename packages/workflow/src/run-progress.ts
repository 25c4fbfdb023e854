import { decideJoin, edgeState } from './join.ts';
import type { NodeFailure } from './node-failure.ts';
import { takenRoutes } from './node-output.ts';
import { isTerminal, type NodeCommand, type NodeStatus, nextStatus, type TerminalStatus } from './node-status.ts';
import type { Edge, Workflow, WorkflowNode } from './workflow.ts';

/** Where one node of a run stands, in the interpreter's eyes. */
export interface NodeProgress {
  status: NodeStatus;
  /** Attempts that ended by themselves: completed or failed. */
  attempts: number;
  output?: unknown;
  /** Of the last attempt that failed; gone when a later one completed. */
  failure?: NodeFailure;
}

export type RunProgress = ReadonlyMap<string, NodeProgress>;

export interface NodeResult {
  readonly name: string;
  readonly status: TerminalStatus;
  /** Attempts that completed or failed. A canceled one is not counted: whether it had begun is known to the journal only. */
  readonly attempts: number;
  /** Of a completed node. */
  readonly output?: unknown;
  /** Of a failed node, and of one canceled between two attempts: why its last attempt failed. */
  readonly failure?: NodeFailure;
}

export interface RunResult {
  /** `failed` if a node failed; else `canceled` if one was canceled; else `completed`. */
  readonly status: 'completed' | 'failed' | 'canceled';
  /** Of the completed nodes, by name. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** All nodes in the order of their definition, each with one of the four ends. */
  readonly nodes: readonly NodeResult[];
}

export const beginProgress = (workflow: Workflow): RunProgress =>
  new Map(workflow.nodes.map((node): [string, NodeProgress] => [node.name, { status: 'blocked', attempts: 0 }]));

export function progressOf(progress: RunProgress, node: WorkflowNode): NodeProgress {
  const found = progress.get(node.name);
  if (!found) throw new Error(`No progress of node «${node.name}»: the progress is another workflow's`);
  return found;
}

/** What a blocked node's needs have decided; `wait` when they have not yet. */
export const decideNode = (progress: RunProgress, node: WorkflowNode): ReturnType<typeof decideJoin> =>
  decideJoin(node.edges.map((edge) => ({ kind: edge.kind, state: stateOf(progress, edge) })));

/** Outputs of the completed needs by their keys, without those whose branch was not taken. */
export const needsOf = (progress: RunProgress, node: WorkflowNode): Record<string, unknown> =>
  Object.fromEntries(
    node.edges
      .filter((edge) => stateOf(progress, edge) === 'open')
      .map((edge): [string, unknown] => [edge.key, progressOf(progress, edge.node).output]),
  );

export function skipReason(progress: RunProgress, node: WorkflowNode): string {
  const why = node.edges
    .filter((edge) => edge.kind !== 'after' && stateOf(progress, edge) === 'skipped')
    .map((edge) =>
      progressOf(progress, edge.node).status === 'skipped' ? `${edge.node.name} was skipped` : `${edge.node.name} took another route`,
    );
  return why.join(', ');
}

/** Moves a node by the table; a move that the table lacks is a mistake of the interpreter. */
export function move(node: NodeProgress, command: NodeCommand): void {
  const next = nextStatus(node.status, command);
  if (next === undefined) throw new Error(`A node that is ${node.status} does not take «${command}»`);
  node.status = next;
}

export function resultOf(workflow: Workflow, progress: RunProgress): RunResult {
  const nodes = workflow.nodes.map((node) => nodeResult(node, progressOf(progress, node)));
  const has = (status: TerminalStatus) => nodes.some((node) => node.status === status);
  const completed = nodes.filter((node) => node.status === 'completed');
  return {
    status: has('failed') ? 'failed' : has('canceled') ? 'canceled' : 'completed',
    outputs: Object.fromEntries(completed.map((node): [string, unknown] => [node.name, node.output])),
    nodes,
  };
}

function nodeResult(node: WorkflowNode, { status, attempts, output, failure }: NodeProgress): NodeResult {
  if (!isTerminal(status)) throw new Error(`The run ended while node «${node.name}» was ${status}`);
  return {
    name: node.name,
    status,
    attempts,
    ...(status === 'completed' ? { output } : {}),
    ...(status !== 'completed' && failure ? { failure } : {}),
  };
}

function stateOf(progress: RunProgress, edge: Edge): ReturnType<typeof edgeState> {
  const { status, output } = progressOf(progress, edge.node);
  return edgeState(edge, status, status === 'completed' ? takenRoutes(edge.node, output) : []);
}
