import { describeHealth } from './health/service-health.ts';
import type { ServiceWatch } from './health/watch-service.ts';
import type { Hypothesizer, HypothesisQuestion, SuggestedHypotheses } from './hypothesis-port.ts';

export interface WatchedHypothesizer {
  readonly hypothesizer: Hypothesizer;
  readonly watch: ServiceWatch;
}

/** Asks one after the other, those that are down not at all, within so many seconds; nobody answering is an answer. Rejects only when it is aborted. */
export async function firstThatSuggests(
  steps: readonly WatchedHypothesizer[],
  question: HypothesisQuestion,
  { customer, now, signal, totalSeconds }: { signal: AbortSignal; customer: string; totalSeconds: number; now: () => number },
): Promise<SuggestedHypotheses> {
  const late = AbortSignal.timeout(totalSeconds * 1000);
  const notes: string[] = [];
  for (const { hypothesizer, watch } of steps) {
    signal.throwIfAborted();
    if (late.aborted) break;
    if (!watch.isWorthAsking) {
      notes.push(`${hypothesizer.label} was not asked: ${describeHealth(watch.health, now())}`);
      continue;
    }
    try {
      const found = await hypothesizer.suggest(question, { customer, signal: AbortSignal.any([signal, late]) });
      return { ...found, notes };
    } catch (error) {
      signal.throwIfAborted();
      notes.push(
        late.aborted
          ? `${hypothesizer.label} gave no hypotheses within the ${totalSeconds} s that there are for that`
          : `${hypothesizer.label} gave no hypotheses: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return { from: null, items: [], notes };
}
