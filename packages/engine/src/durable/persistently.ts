import { setTimeout as sleep } from 'node:timers/promises';
import { backOffSeconds } from '../decisions/failure-classes/back-off.ts';
import { Fenced, type Hands } from './hands.ts';

const lookAgainMs = 1000;

/**
 * Repeats what needs the repository and must happen before the task can go on, for as long as it takes; the body has to bear repetition.
 * Ends with what was thrown last when the execution is to end.
 */
export async function persistently<T>(hands: Hands, executionId: string, body: () => Promise<T>): Promise<T> {
  const signal = hands.stopSignal(executionId);
  for (let tries = 1; ; tries += 1) {
    try {
      return await body();
    } catch (error) {
      if (error instanceof Fenced || signal.aborted) throw error;
      hands.log('warn', `It is tried again: ${error instanceof Error ? error.message : String(error)}`);
      const until = Date.now() + backOffSeconds(tries, Math.random(), hands.pace.backOff) * 1000;
      while (Date.now() < until && !signal.aborted) {
        if (hands.running.isLeaving()) throw new Fenced('The worker is leaving');
        await sleep(Math.min(lookAgainMs, until - Date.now()), undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
