/**
 * A prompt constructor turns what is known of a task into the prompt that an executor gets. It does nothing else: it changes no file and runs no command.
 *
 * What every constructor owes, and what a lazy one gets wrong:
 *
 * - **All that an executor needs to work alone**: one goal, criteria as checkpoints, exact files, constraints, standards, what counts as success and as failure,
 *   how it is verified, how to undo, what to do when stuck. The sections of `requiredSections` are always there.
 * - **Evidence, not a retelling.** From the second attempt on, what failed last time is quoted as it was: which check, its exit code, the end of its
 *   output, what had been changed.
 * - **A model only advises.** What it writes fills fixed places in fences, next to all that stands there without it; it never writes a line of the prompt itself.
 * - **Strangers' text is data.** Task lists, files, names and output come from people and programs that nobody vouches for. Each stands in a fence that nothing in it
 *   can close, or in a code span, and the prompt says that these are data. No text of the context stands anywhere else.
 * - **A safe beginning.** The first line is ours: a prompt that begins with `/` or `!` is a command to some executors.
 * - **A budget.** A prompt over it loses the least relevant excerpts first, and says what was left out. The task and its criteria are never cut.
 * - **Reproducible where it can be.** `hash` names the prompt; the same context and template give the same one, unless a model writes it.
 * - **It can be replaced.** It rejects with a `PromptError` when it cannot do its work (a model is away, or answers nonsense twice), so that the caller goes on
 *   with the template and says so. It never makes up a prompt to hide that.
 */
export interface PromptConstructor {
  /** As in settings: `ollama`, `template`. */
  readonly name: string;
  /** For people: `template: fixed text, no model`. */
  readonly label: string;

  /** Rejects with the signal's reason when it is aborted. */
  construct(context: PromptContext, options: PromptOptions): Promise<ConstructedPrompt>;
}

export interface PromptOptions {
  readonly signal: AbortSignal;
  /** Approximate tokens, that is characters divided by four; 24,000 unless told. */
  readonly maxTokens?: number | undefined;
  /** For whom: where prompts have to wait for a model, customers take turns. */
  readonly customer?: string | undefined;
}

export interface ConstructedPrompt {
  readonly prompt: string;
  /** What will be run afterwards, one line a check: `test: npm test`. */
  readonly verificationSteps: readonly string[];
  /** In the order in which they stand in the prompt, each with its heading. */
  readonly sections: readonly PromptSection[];
  readonly template: { readonly name: string; readonly version: number };
  /** SHA-256 of the prompt, hexadecimal. */
  readonly hash: string;
  /** Characters divided by four, rounded up. */
  readonly approximateTokens: number;
  /** What was left out to keep to the budget, in words: `excerpt of src/a.js`. */
  readonly leftOut: readonly string[];
  /** Whose words these are in the end: a constructor's name, `template`, `ollama`. */
  readonly constructedBy: string;
  /** Who should have done it and could not, in the order in which they were asked; empty where the first one did. People see this. */
  readonly fellBackBecause: readonly FallBack[];
  /** What a model had to do with it; null if none had. */
  readonly model: ModelShare | null;
}

export interface FallBack {
  /** `ollama qwen3:8b at http://127.0.0.1:11434`. */
  readonly constructor: string;
  /** A code of the error catalogue. */
  readonly code: string;
  readonly why: string;
}

export interface ModelShare {
  readonly model: string;
  readonly host: string;
  /** Of the question that it was asked. */
  readonly template: { readonly name: string; readonly version: number };
  /** SHA-256 of that question, hexadecimal. */
  readonly questionHash: string;
  /** Why each of its earlier answers could not be used, in their order. One entry is one retry. */
  readonly rejected: readonly string[];
  /** All its answers together; 0 if the server does not count. */
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface PromptSection {
  readonly name: string;
  readonly text: string;
}

/** Every prompt has these, in any order. From the second attempt on there is `last-failure` too. */
export const requiredSections = [
  'goal',
  'criteria',
  'files',
  'constraints',
  'standards',
  'success',
  'verification',
  'roll-back',
  'error-handling',
] as const;

/** All that is known of a task, as plain JSON. Its texts are a stranger's; nothing of it is trusted. */
export interface PromptContext {
  readonly task: {
    readonly key: string;
    /** As the list writes it. */
    readonly id: string | null;
    readonly title: string;
    readonly description: string;
    readonly acceptanceCriteria: readonly string[];
    readonly priority: string;
    readonly complexity: string;
    /** Paths that the task itself names. */
    readonly files: readonly string[];
    readonly dependencies: readonly TaskResult[];
  };
  readonly project: {
    readonly name: string;
    /** `library`, `command line tool`, `web application`, … */
    readonly type: string | null;
    readonly mainLanguage: string | null;
    readonly framework: string | null;
    readonly packageManager: string | null;
    /** Top folders and files. */
    readonly layout: readonly string[];
    /** Most important first; `source` is a path. */
    readonly conventions: readonly { readonly source: string; readonly text: string }[];
  };
  /** Most relevant first. */
  readonly files: readonly { readonly path: string; readonly reason: string; readonly excerpt: string | null }[];
  readonly checks: readonly { readonly name: string; readonly command: string }[];
  /** What this execution did before, oldest first. */
  readonly earlierResults: readonly TaskResult[];
  /** From 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly lastFailure: LastFailure | null;
}

export interface TaskResult {
  readonly taskKey: string;
  readonly title: string;
  /** Null if it is not done, or said nothing. */
  readonly summary: string | null;
}

export interface LastFailure {
  readonly attempt: number;
  /** Null if it failed before anything was checked. */
  readonly check: string | null;
  readonly exitCode: number | null;
  readonly why: string;
  readonly outputTail: string;
  readonly changedFiles: readonly string[];
  readonly diff: string | null;
}
