import { graphlib, layout } from '@dagrejs/dagre';
import { type Places, vertex } from './rank-layout.ts';
import type { TaskGraph } from './task-graph.ts';

/** Above this the exact ranks take seconds. */
const manyVertices = 300;

/** Few crossings, short edges. Takes its time with the square of the graph: to be called in a worker. */
export function layeredLayout({ edges, keys }: TaskGraph): Places {
  const graph = new graphlib.Graph();
  graph.setGraph({
    rankdir: 'LR',
    nodesep: vertex.gapY,
    ranksep: vertex.gapX,
    ...(keys.length > manyVertices ? { ranker: 'tight-tree' } : {}),
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const key of keys) graph.setNode(key, { width: vertex.width, height: vertex.height });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  return Object.fromEntries(
    keys.map((key) => {
      const { x, y } = graph.node(key) as { x: number; y: number };
      return [key, { x: Math.round(x - vertex.width / 2), y: Math.round(y - vertex.height / 2) }];
    }),
  );
}
