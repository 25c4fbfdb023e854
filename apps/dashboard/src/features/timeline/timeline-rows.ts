import type { Failure, NodeStatus, NodeView } from '@devteam/api';

/** The newest known of one node of one attempt. */
export interface TimedNode {
  taskKey: string;
  node: NodeView;
  seq: number;
  executionId: string;
}

export interface TimelineBar {
  node: string;
  status: NodeStatus;
  finding?: Failure | undefined;
  startMs: number;
  /** null: it runs. */
  endMs: number | null;
}

/** One attempt at one task. */
export interface TimelineRow {
  taskKey: string;
  attempt: number;
  executionId: string;
  bars: TimelineBar[];
}

/** The attempts in the order in which they began. Nodes that never ran have no bar. */
export function timelineRows(nodes: readonly TimedNode[]): TimelineRow[] {
  const rows = new Map<string, TimelineRow>();
  for (const { executionId, node, taskKey } of nodes.toSorted((a, b) => a.seq - b.seq)) {
    if (!node.startedAt || node.status === 'skipped') continue;
    const key = `${executionId}\n${taskKey}\n${node.attempt}`;
    const row = rows.get(key) ?? { taskKey, attempt: node.attempt, executionId, bars: [] };
    rows.set(key, row);
    const bar = {
      node: node.node,
      status: node.status,
      finding: node.finding,
      startMs: Date.parse(node.startedAt),
      endMs: node.endedAt ? Date.parse(node.endedAt) : null,
    };
    const known = row.bars.findIndex((each) => each.node === bar.node && each.startMs === bar.startMs);
    if (known < 0) row.bars.push(bar);
    else row.bars[known] = bar;
  }
  const begin = ({ bars }: TimelineRow) => Math.min(...bars.map(({ startMs }) => startMs));
  return [...rows.values()].toSorted((a, b) => begin(a) - begin(b));
}
