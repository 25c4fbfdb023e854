import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { type NodeFailure, nodeFailureOf } from './node-failure.ts';
import type { WorkflowNode } from './workflow.ts';

export type Parsed<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: NodeFailure };

/** The output as its schema says it, checked to be JSON. Used when an output is written, and when a recorded one is read. */
export function parseOutput(node: WorkflowNode, raw: unknown): Parsed<unknown> {
  try {
    const parsed = node.output.safeParse(raw);
    if (!parsed.success) return invalid(node, z.prettifyError(parsed.error));
    canonicalJson(parsed.data);
    const wrong = routeProblem(node, parsed.data);
    return wrong === undefined ? { ok: true, value: parsed.data } : invalid(node, wrong);
  } catch (error) {
    // Not JSON, or a schema that itself throws (asynchronous, or a refinement with a mistake).
    return invalid(node, nodeFailureOf(error).message);
  }
}

/** Which routes a router's output takes; none for another node. */
export function takenRoutes(node: WorkflowNode, output: unknown): readonly string[] {
  if (node.kind !== 'router' || typeof output !== 'object' || output === null || !('route' in output)) return [];
  const { route } = output;
  if (typeof route === 'string') return [route];
  return Array.isArray(route) ? route.filter((each) => typeof each === 'string') : [];
}

/** A schema of the writer's own may be wider than the routes; then this says what it let through. */
function routeProblem(node: WorkflowNode, output: unknown): string | undefined {
  if (node.kind !== 'router') return undefined;
  const taken = takenRoutes(node, output);
  if (node.takes === 'one' && taken.length !== 1) return `Its route must be one of ${node.routes.join(', ')}`;
  const foreign = taken.filter((route) => !node.routes.includes(route));
  return foreign.length > 0 ? `It takes «${foreign.join('», «')}», but its routes are ${node.routes.join(', ')}` : undefined;
}

const invalid = (node: WorkflowNode, why: string): Parsed<unknown> => ({
  ok: false,
  failure: {
    code: 'node_output_invalid',
    message: `The output of node «${node.name}» is not what its schema says.\n${why}`,
    place: node.name,
  },
});
