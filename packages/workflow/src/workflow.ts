import type { z } from 'zod';
import type { RetryPolicy } from './retry-policy.ts';

/** A workflow as data: what the interpreter, the journal drivers and the drawings read. Made by `defineWorkflow` only. */
export interface Workflow<Context = never, Input extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** A whole number from 1; raise it when a change of the graph would not fit runs that are under way. */
  readonly version: number;
  readonly input: Input;
  readonly onFailure: OnFailure;
  /** In the order of their definition, in which a node always comes after those it needs. */
  readonly nodes: readonly WorkflowNode<Context>[];
}

/**
 * What the failure of one node does to the rest. `cancel`: attempts in flight are canceled and nothing new starts. `finish`: all that does
 * not depend on the failed node still runs to its end. Either way the dependents become `canceled` and the run `failed`.
 */
export type OnFailure = 'cancel' | 'finish';

/** `Context = never` reads «of any context»: such a node can be looked at, but its `run` cannot be called. */
export interface WorkflowNode<Context = never, Output extends z.ZodType = z.ZodType> {
  readonly kind: 'node' | 'router';
  readonly name: string;
  readonly edges: readonly Edge[];
  readonly output: Output;
  readonly run: (run: NodeRun<Context, unknown, unknown>) => unknown;
  readonly retry: RetryPolicy;
  /** Per attempt; `undefined` means no limit. */
  readonly timeoutSeconds: number | undefined;
  /** Must hold a slot while it runs. Only data here: who limits slots is the journal driver's business. */
  readonly slot: boolean;
  /** The names a router may take; empty for other nodes. */
  readonly routes: readonly string[];
  /** Whether a router takes exactly one of its routes or any number of them. */
  readonly takes: 'one' | 'many';
}

/** One reason to wait for another node. */
export interface Edge {
  /** The name under which the output appears in `needs`. */
  readonly key: string;
  readonly kind: 'needs' | 'anyOf' | 'after';
  readonly node: WorkflowNode;
  /** Counts only if the router took one of these; `undefined` for an edge without a condition. */
  readonly routes: readonly string[] | undefined;
}

/** What a node body gets. */
export interface NodeRun<Context, Input, Needs> {
  readonly input: Input;
  readonly needs: Needs;
  readonly context: Context;
  /** Aborted when the attempt is canceled or out of time. A body must then end soon, leaving nothing running. */
  readonly signal: AbortSignal;
  /** From 1. */
  readonly attempt: number;
  /** The same for all attempts of this node in this run: give it to whatever must not happen twice. */
  readonly idempotencyKey: string;
  readonly log: Log;
}

export type Log = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

export function findNode<Context>(workflow: Workflow<Context>, name: string): WorkflowNode<Context> | undefined {
  return workflow.nodes.find((node) => node.name === name);
}

export function getNode<Context>(workflow: Workflow<Context>, name: string): WorkflowNode<Context> {
  const node = findNode(workflow, name);
  if (node) return node;
  const known = workflow.nodes.map((each) => each.name).join(', ');
  throw new Error(`Workflow ${workflow.name} version ${workflow.version} has no node «${name}»; it has ${known}`);
}
