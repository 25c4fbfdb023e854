import type { ModelPrice } from './prices.ts';
import type { TokenCounts } from './token-counts.ts';

type Rates = Omit<ModelPrice, 'model' | 'source' | 'date'>;

/** `gpt-5-2025-08-07` and `claude-haiku-4-5-20251001` are `gpt-5` and `claude-haiku-4-5`. */
const withoutSnapshot = (model: string): string => model.replace(/-(?:\d{4}-\d{2}-\d{2}|20\d{6})$/, '');

/** The exact name first, then the name without the date of its snapshot; the first list that has one wins. */
export function findPrice(model: string, lists: readonly (readonly ModelPrice[])[]): ModelPrice | undefined {
  for (const name of [model, withoutSnapshot(model)]) {
    for (const list of lists) {
      const found = list.find((price) => price.model === name);
      if (found) return found;
    }
  }
  return undefined;
}

/** US dollars; null if the provider did not tell enough. What is cached or not is told as a part of the input: untold means none. */
export function costOf(tokens: TokenCounts, rates: Rates): number | null {
  const { inputTokens, outputTokens } = tokens;
  if (inputTokens === null || outputTokens === null) return null;
  const cached = tokens.cachedInputTokens ?? 0;
  const written = tokens.cacheWriteTokens ?? 0;
  const long = tokens.longCacheWriteTokens ?? 0;
  const cacheWrite = rates.cacheWrite ?? rates.input;
  const millionths =
    Math.max(0, inputTokens - cached - written) * rates.input +
    cached * (rates.cachedInput ?? rates.input) +
    Math.max(0, written - long) * cacheWrite +
    long * (rates.longCacheWrite ?? cacheWrite) +
    outputTokens * rates.output;
  return millionths / 1e6;
}
