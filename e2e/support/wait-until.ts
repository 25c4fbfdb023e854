import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until there is an answer. Rejects after `withinMs` with what `describe` says then. */
export async function waitUntil<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  options: { withinMs: number; what: string; everyMs?: number; describe?: () => Promise<string> | string },
): Promise<T> {
  const until = performance.now() + options.withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > until) {
      const said = await options.describe?.();
      throw new Error(`${options.what}: not within ${options.withinMs / 1000} s${said ? `\n${said}` : ''}`);
    }
    await sleep(options.everyMs ?? 50);
  }
}
