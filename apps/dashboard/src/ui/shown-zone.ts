import { useSyncExternalStore } from 'react';

/** `local`, `utc`, or a name of the IANA time zone database. */
export type ZoneChoice = string;

const key = 'devteam-time-zone';
const listeners = new Set<() => void>();
let choice: ZoneChoice = readChoice();

function readChoice(): ZoneChoice {
  try {
    const kept = localStorage.getItem(key);
    return kept !== null && isZone(kept) ? kept : 'local';
  } catch {
    return 'local';
  }
}

/** Whether times can be shown in it here. */
export function isZone(name: string): boolean {
  if (name === 'local' || name === 'utc') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const shownZone = (): ZoneChoice => choice;

/** Kept in this browser; every time on the page follows at once. */
export function chooseZone(next: ZoneChoice): void {
  choice = next;
  try {
    if (next === 'local') localStorage.removeItem(key);
    else localStorage.setItem(key, next);
  } catch {
    // A browser that keeps nothing still shows it until the page is left.
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useShownZone = (): ZoneChoice => useSyncExternalStore(subscribe, shownZone);
