/**
 * Cycles among nodes that wait for each other, one for each knot, as the nodes on the shortest way around. Iterative, because chains may be
 * as long as the file.
 */
export function findCycles(count: number, next: (node: number) => readonly number[]): number[][] {
  const cycles: number[][] = [];
  for (const knot of knots(count, next)) {
    const members = new Set(knot);
    const start = Math.min(...knot.slice(0, 10_000));
    const way = wayAround(start, (node) => next(node).filter((other) => members.has(other)));
    if (way.length > 0) cycles.push(way);
  }
  return cycles;
}

/** Strongly connected parts with more than one node, or with one that waits for itself (Tarjan). */
function knots(count: number, next: (node: number) => readonly number[]): number[][] {
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: number[] = [];
  const found: number[][] = [];
  let counter = 0;
  for (let root = 0; root < count; root++) {
    if (order[root] !== -1) continue;
    const work: { node: number; edges: readonly number[]; at: number }[] = [];
    const open = (node: number) => {
      order[node] = low[node] = counter++;
      stack.push(node);
      onStack[node] = 1;
      work.push({ node, edges: next(node), at: 0 });
    };
    open(root);
    while (work.length > 0) {
      const frame = work.at(-1);
      if (!frame) break;
      const { node } = frame;
      const to = frame.edges[frame.at++];
      if (to !== undefined) {
        if (order[to] === -1) open(to);
        else if (onStack[to] === 1) low[node] = Math.min(low[node] ?? 0, order[to] ?? 0);
        continue;
      }
      work.pop();
      const above = work.at(-1);
      if (above) low[above.node] = Math.min(low[above.node] ?? 0, low[node] ?? 0);
      if (low[node] !== order[node]) continue;
      const knot: number[] = [];
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack[member] = 0;
        knot.push(member);
        if (member === node) break;
      }
      if (knot.length > 1 || next(node).includes(node)) found.push(knot);
    }
  }
  return found;
}

function wayAround(start: number, next: (node: number) => readonly number[]): number[] {
  const from = new Map<number, number>();
  const queue = [start];
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head] ?? start;
    for (const other of next(node)) {
      if (other === start) {
        const way = [node];
        for (let back = node; back !== start;) {
          back = from.get(back) ?? start;
          way.push(back);
        }
        return way.toReversed();
      }
      if (!from.has(other)) {
        from.set(other, node);
        queue.push(other);
      }
    }
  }
  return [];
}
