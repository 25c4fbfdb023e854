import { useSyncExternalStore } from 'react';

const key = 'devteam-inbox-read-at';
const listeners = new Set<() => void>();
let readAt = keptReadAt();

function keptReadAt(): string {
  const now = new Date().toISOString();
  try {
    const kept = localStorage.getItem(key);
    if (kept !== null && !Number.isNaN(Date.parse(kept))) return kept;
    // Whoever is new has nothing to catch up with; what ends from now on is news at the next visit, too.
    localStorage.setItem(key, now);
  } catch {
    // A browser that keeps nothing knows no earlier visit.
  }
  return now;
}

/** Everything until this moment counts as read; kept by this browser, since the server keeps no such mark. */
export function markRead(until: string): void {
  if (until <= readAt) return;
  readAt = until;
  try {
    localStorage.setItem(key, until);
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useReadAt = (): string => useSyncExternalStore(subscribe, () => readAt);
