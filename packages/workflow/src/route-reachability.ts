import type { Edge, WorkflowNode } from './workflow.ts';

/** For a node to run: which routes each router that takes one may have taken. A router that is not in it does not matter. */
type Condition = ReadonlyMap<WorkflowNode, readonly string[]>;

/**
 * Nodes that can never run, with the reason: they need branches of one router of which it takes only one. Careful in one direction: every
 * node named is unreachable; of those that are not named, one could still be (conditions that only together contradict each other).
 */
export function findUnreachable(nodes: readonly WorkflowNode[]): Map<WorkflowNode, string> {
  const conditions = new Map<WorkflowNode, Condition>();
  const reasons = new Map<WorkflowNode, string>();
  for (const node of nodes) {
    const ofEdge = (edge: Edge) => edgeCondition(edge, conditions.get(edge.node) ?? new Map());
    const required = node.edges.filter((edge) => edge.kind === 'needs').map(ofEdge);
    const joined = node.edges.filter((edge) => edge.kind === 'anyOf').map(ofEdge);
    const condition = [...required, ...(joined.length > 0 ? [joined.reduce(either)] : [])].reduce(both, new Map());
    const clash = [...condition].find(([, routes]) => routes.length === 0);
    if (clash) reasons.set(node, `it needs branches that exclude each other, because «${clash[0].name}» takes one route only`);
    // What lies behind an unreachable node is not reported again.
    conditions.set(node, clash ? new Map() : condition);
  }
  return reasons;
}

function edgeCondition(edge: Edge, ofNode: Condition): Condition {
  const { routes = [] } = edge;
  if (routes.length === 0 || edge.node.takes === 'many') return ofNode;
  return both(ofNode, new Map([[edge.node, routes]]));
}

function both(a: Condition, b: Condition): Condition {
  const joined = new Map(a);
  for (const [router, routes] of b) joined.set(router, a.get(router)?.filter((route) => routes.includes(route)) ?? routes);
  return joined;
}

/** A router that one of the two does not care about does not matter to the whole. */
function either(a: Condition, b: Condition): Condition {
  const joined = new Map<WorkflowNode, readonly string[]>();
  for (const [router, routes] of a) {
    const others = b.get(router);
    if (others) joined.set(router, [...new Set([...routes, ...others])]);
  }
  return joined;
}
