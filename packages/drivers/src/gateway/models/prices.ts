/** US dollars for a million tokens, as a provider lists them for its standard tier. */
export interface ModelPrice {
  /** The provider's name without the date of a snapshot. */
  readonly model: string;
  readonly input: number;
  /** The price of `input` unless given. */
  readonly cachedInput?: number | undefined;
  /** The price of `input` unless given. */
  readonly cacheWrite?: number | undefined;
  /** Kept for an hour; the price of `cacheWrite` unless given. */
  readonly longCacheWrite?: number | undefined;
  readonly output: number;
  /** Where it was read. */
  readonly source: string;
  /** When it was read: `2026-11-05`. */
  readonly date: string;
}

const openai = { source: 'https://developers.openai.com/api/docs/pricing', date: '2026-11-05' };
const anthropic = { source: 'https://platform.claude.com/docs/en/about-claude/pricing', date: '2026-10-24' };

/**
 * A model that is missing has no price: its cost is unknown, never zero. Models whose price depends on the length of the prompt are left out.
 * Whoever has other terms gives prices of their own.
 */
export const priceTable: readonly ModelPrice[] = [
  { model: 'gpt-5', input: 1.25, cachedInput: 0.125, output: 10, ...openai },
  { model: 'gpt-5-mini', input: 0.25, cachedInput: 0.025, output: 2, ...openai },
  { model: 'gpt-5-nano', input: 0.05, cachedInput: 0.005, output: 0.4, ...openai },
  { model: 'gpt-5.1', input: 1.25, cachedInput: 0.125, output: 10, ...openai },
  { model: 'gpt-5.2', input: 1.75, cachedInput: 0.175, output: 14, ...openai },
  { model: 'gpt-5.2-codex', input: 1.75, cachedInput: 0.175, output: 14, ...openai },
  { model: 'gpt-5.3-codex', input: 1.75, cachedInput: 0.175, output: 14, ...openai },
  { model: 'claude-opus-5', input: 5, cachedInput: 0.5, cacheWrite: 6.25, longCacheWrite: 10, output: 25, ...anthropic },
  { model: 'claude-opus-4-8', input: 5, cachedInput: 0.5, cacheWrite: 6.25, longCacheWrite: 10, output: 25, ...anthropic },
  { model: 'claude-sonnet-5-5', input: 2, cachedInput: 0.1, cacheWrite: 2.5, longCacheWrite: 4, output: 10, ...anthropic },
  { model: 'claude-sonnet-5', input: 2, cachedInput: 0.2, cacheWrite: 2.5, longCacheWrite: 4, output: 10, ...anthropic },
  { model: 'claude-haiku-4-5', input: 1, cachedInput: 0.1, cacheWrite: 1.25, longCacheWrite: 2, output: 5, ...anthropic },
];
