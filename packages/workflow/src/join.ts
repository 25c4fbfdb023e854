import type { NodeStatus } from './node-status.ts';
import type { Edge } from './workflow.ts';

/** `open`: met. `skipped`: the branch was not taken. `lost`: failed or canceled. */
export type EdgeState = 'pending' | 'open' | 'skipped' | 'lost';

const states: Record<NodeStatus, EdgeState> = {
  blocked: 'pending',
  ready: 'pending',
  running: 'pending',
  waiting: 'pending',
  completed: 'open',
  failed: 'lost',
  canceled: 'lost',
  skipped: 'skipped',
};

/** `taken`: the routes that the edge's node took, if it is a router and has completed. */
export function edgeState(edge: Edge, status: NodeStatus, taken: readonly string[]): EdgeState {
  const otherRoute = edge.routes !== undefined && !edge.routes.some((route) => taken.includes(route));
  return status === 'completed' && otherRoute ? 'skipped' : states[status];
}

/**
 * What becomes of a node, given the states of its edges. The first row that fits decides:
 *
 *   a `needs` edge is skipped, or all `anyOf` edges are   skip     also while others are pending: nothing can undo it
 *   an edge is pending                                     wait
 *   an edge is lost                                        cancel
 *   else                                                   run
 *
 * Skip stands above cancel and does not wait, cancel does: so the answer that a node gets in the end is the same in whatever order its
 * needs ended.
 */
export function decideJoin(
  edges: readonly { readonly kind: Edge['kind']; readonly state: EdgeState }[],
): 'skip' | 'wait' | 'cancel' | 'run' {
  const joined = edges.filter((edge) => edge.kind === 'anyOf');
  if (edges.some((edge) => edge.kind === 'needs' && edge.state === 'skipped')) return 'skip';
  if (joined.length > 0 && joined.every((edge) => edge.state === 'skipped')) return 'skip';
  if (edges.some((edge) => edge.state === 'pending')) return 'wait';
  return edges.some((edge) => edge.state === 'lost') ? 'cancel' : 'run';
}
