import type { Event, NodeView } from '@devteam/api';
import type { NodeRow, NodesState, ProjectsState } from './projects-state.ts';

const sameNode = (a: NodeView, b: NodeView): boolean => a.node === b.node && a.attempt === b.attempt;

/** A node of the task at hand is updated in place; one of another task begins a new list. */
export function applyNode(state: ProjectsState, event: Extract<Event, { type: 'node-update' }>): void {
  const { taskKey, node } = event.payload;
  const row: NodeRow = { ...node, seq: event.seq };
  const current = state.nodes[event.projectId];
  if (!current) {
    state.nodes[event.projectId] = { taskKey, rows: [row] };
    return;
  }
  if (current.rows.some((known) => known.seq >= event.seq)) {
    // Newer facts are here already: only a gap in them may be filled, and only of the same task.
    const known = current.rows.find((candidate) => sameNode(candidate, row));
    if (current.taskKey !== taskKey || (known && known.seq >= event.seq)) return;
  }
  if (isOfAnotherTask(current, taskKey, row)) {
    state.nodes[event.projectId] = { taskKey, rows: [row] };
    return;
  }
  current.taskKey = taskKey;
  const index = current.rows.findIndex((known) => sameNode(known, row));
  if (index === -1) current.rows.push(row);
  else current.rows[index] = row;
}

/** A snapshot without a current task does not say whose nodes it holds; a node of it that moves on from where it was is of the same task. */
function isOfAnotherTask(current: NodesState, taskKey: string, row: NodeRow): boolean {
  if (current.taskKey !== null) return current.taskKey !== taskKey;
  const known = current.rows.find((candidate) => sameNode(candidate, row));
  return !known || known.startedAt !== row.startedAt;
}

/** Nodes of a snapshot under those that the stream brought since. */
export function mergeNodes(
  current: NodesState | undefined,
  snapshot: { taskKey: string | null; nodes: readonly NodeView[]; seq: number },
): NodesState {
  const rows: NodeRow[] = snapshot.nodes.map((node) => ({ ...node, seq: snapshot.seq }));
  const newer = current?.rows.filter((row) => row.seq > snapshot.seq) ?? [];
  if (!current || newer.length === 0) return { taskKey: snapshot.taskKey, rows };
  if (current.taskKey !== snapshot.taskKey) return current;
  for (const row of newer) {
    const index = rows.findIndex((known) => sameNode(known, row));
    if (index === -1) rows.push(row);
    else rows[index] = row;
  }
  return { taskKey: current.taskKey, rows };
}
