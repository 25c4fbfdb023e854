import type { Places } from './rank-layout.ts';
import type { TaskGraph } from './task-graph.ts';

/** Where an arrow key leads from a vertex: along an edge to the left and right, else to the next one above or below in its column. */
export function neighborOf({ graph, places }: { graph: TaskGraph; places: Places }, from: string, key: string): string | undefined {
  if (key === 'ArrowRight') return graph.edges.find((edge) => edge.from === from)?.to;
  if (key === 'ArrowLeft') return graph.edges.find((edge) => edge.to === from)?.from;
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
  const here = places[from];
  if (!here) return undefined;
  const sign = key === 'ArrowDown' ? 1 : -1;
  const inColumn = graph.keys.flatMap((each) => {
    const place = places[each];
    return place && place.x === here.x && (place.y - here.y) * sign > 0 ? [{ each, distance: Math.abs(place.y - here.y) }] : [];
  });
  return inColumn.toSorted((a, b) => a.distance - b.distance)[0]?.each;
}
