import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import type { NodeFailure } from './node-failure.ts';
import type { WorkflowNode } from './workflow.ts';

export type Parsed<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: NodeFailure };

/** The output as its schema says it, checked to be JSON. Used when an output is written, and when a recorded one is read. */
export function parseOutput(node: WorkflowNode, raw: unknown): Parsed<unknown> {
  const parsed = node.output.safeParse(raw);
  if (!parsed.success) return invalid(node, z.prettifyError(parsed.error));
  try {
    canonicalJson(parsed.data);
  } catch (error) {
    return invalid(node, `It must be JSON: ${(error as TypeError).message}`);
  }
  const foreign = takenRoutes(node, parsed.data).filter((route) => !node.routes.includes(route));
  if (foreign.length > 0) return invalid(node, `It takes «${foreign.join('», «')}», but its routes are ${node.routes.join(', ')}`);
  return { ok: true, value: parsed.data };
}

/** Which routes a router's output takes; none for another node. */
export function takenRoutes(node: WorkflowNode, output: unknown): string[] {
  if (node.kind !== 'router') return [];
  const { route } = output as { route: string | readonly string[] };
  return typeof route === 'string' ? [route] : [...route];
}

const invalid = (node: WorkflowNode, why: string): Parsed<unknown> => ({
  ok: false,
  failure: {
    code: 'node_output_invalid',
    message: `The output of node «${node.name}» is not what its schema says.\n${why}`,
    place: node.name,
  },
});
