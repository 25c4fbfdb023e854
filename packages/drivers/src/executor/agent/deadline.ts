/** The time that is left of a request, over all that it starts. */
export function deadlineIn(seconds: number): { leftMs: () => number } {
  const endsAt = performance.now() + seconds * 1000;
  return { leftMs: () => Math.max(1, endsAt - performance.now()) };
}
