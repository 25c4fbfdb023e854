import { useEffect, useMemo, useState } from 'react';
import { type Places, rankLayout } from './rank-layout.ts';
import type { TaskGraph } from './task-graph.ts';

/** A worker that is not done by then is ended, and the plain layout stays. */
const deadlineMs = 2000;

/** By structure: a status that changes moves nothing. */
const known = new Map<string, Places>();

/** Where the vertices stand: at once by rank, then by the better layout of a worker. */
export function usePlaces(graph: TaskGraph): Places {
  const structure = JSON.stringify(graph);
  const plain = useMemo(() => rankLayout(JSON.parse(structure) as TaskGraph), [structure]);
  const [better, setBetter] = useState<{ structure: string; places: Places } | null>(null);
  useEffect(() => {
    if (known.has(structure) || typeof Worker === 'undefined') return undefined;
    const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
    const timer = setTimeout(() => worker.terminate(), deadlineMs);
    worker.addEventListener('message', ({ data }: MessageEvent<Places>) => {
      known.set(structure, data);
      setBetter({ structure, places: data });
      worker.terminate();
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    worker.postMessage(JSON.parse(structure));
    return () => {
      clearTimeout(timer);
      worker.terminate();
    };
  }, [structure]);
  return known.get(structure) ?? (better?.structure === structure ? better.places : plain);
}
