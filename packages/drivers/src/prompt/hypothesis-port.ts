/**
 * A hypothesizer asks a model what may be behind an error. It only asks: what it brings back is judged elsewhere, item by item, and nothing of
 * it is run as it stands. It never fails an investigation: a model that is away, slow or talks nonsense is a note, and no items.
 */
export interface Hypothesizer {
  /** For people: `ollama qwen3:8b at http://127.0.0.1:11434`. */
  readonly label: string;
  /** Rejects with a `PromptError`, or with the signal's reason when that is aborted. */
  suggest(question: HypothesisQuestion, options: { signal: AbortSignal; customer: string }): Promise<SuggestedHypotheses>;
}

/** All that is known of an error, as plain JSON. Its texts are a stranger's. */
export interface HypothesisQuestion {
  readonly task: string;
  readonly failure: string;
  /** What was printed. */
  readonly symptoms: readonly string[];
  readonly changedFiles: readonly string[];
  /** What was thought of and tested already, each with what came of it. */
  readonly tested: readonly string[];
  /** What can be tried, by name, with what it takes. */
  readonly experiments: readonly { readonly name: string; readonly takes: string }[];
  /** So many at most; more are not read. */
  readonly most: number;
}

export interface SuggestedHypotheses {
  /** `ollama qwen3:8b`; null if nobody was asked or nobody answered. */
  readonly from: string | null;
  /** As the model wrote them. */
  readonly items: readonly unknown[];
  /** Why there are none, or none of one that was asked before. */
  readonly notes: readonly string[];
}
