/** Calls `ring` once after `delayMs`, unless the returned function was called before. A test gives its own. */
export type Timer = (delayMs: number, ring: () => void) => () => void;

export const systemTimer: Timer = (delayMs, ring) => {
  const timer = setTimeout(ring, delayMs);
  return () => clearTimeout(timer);
};
