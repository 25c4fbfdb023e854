import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something is so, and says what it waited for if it never is. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Waited ${withinMs} ms in vain until ${what}`);
    await sleep(10);
  }
}
