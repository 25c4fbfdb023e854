/**
 * An executor is what writes code: a coding agent, or something that stands in for one. It is given a prompt and a workplace, and changes files there.
 *
 * What every executor owes, and what a lazy one gets wrong:
 *
 * - **Its words prove nothing.** It is judged by what it changed and by checks that others run, never by its exit code or by what it says.
 *   `finished` means «it ended by itself and thinks it is done», no more. Nothing here reports changed files: the engine asks Git.
 * - **Its place is `workplace.directory`.** It reads and writes nothing outside of it, and it commits nothing. Programs that a model drives run
 *   by `workplace.run`, that is inside the sandbox. Only a program of our own that reads trusted input may run on the host, and it must not let
 *   files of the workplace steer it: a `.git` in there was written by a stranger.
 * - **Its attempts are independent.** An attempt begins at the state before the task; all it knows of earlier ones is in the prompt.
 * - **It stops.** Within 2 s of an abort and at its deadline at the latest it has ended, with everything it started.
 * - **All or nothing where it can choose.** A change that cannot be made as a whole is not made in part.
 * - **Expected failures are outcomes**, with a code, a cause and evidence. `execute` rejects only for faults of this program.
 * - **It tells honest numbers.** `usage` is what was really used, measured at the gateway where there is one; null if nobody knows.
 * - **It shows its work.** Lines go to `onOutput` as they come; the last of them are kept as `transcriptTail`.
 */
export interface Executor {
  /** As in settings: `aider`, `codex`, `acp`, `replay`. */
  readonly name: string;
  /** For people. One that is no model says so: `replay: recorded changes, no model`. */
  readonly label: string;

  execute(request: ExecutorRequest): Promise<ExecutorOutcome>;
}

export interface ExecutorRequest {
  /** Names the task within one version of its list. */
  readonly taskKey: string;
  /** As the list writes it; null for a task without one. */
  readonly taskId: string | null;
  /** From 1. */
  readonly attempt: number;
  readonly prompt: string;
  readonly workplace: Workplace;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** One call is one line, without its line end. */
  readonly onOutput: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Of the project, for this executor: each checks its own. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Where it works: the part of a sandbox that an executor needs. */
export interface Workplace {
  /** Absolute path on the host of the folder that holds the repository's files. */
  readonly directory: string;
  run(options: WorkplaceRunOptions): Promise<WorkplaceRunResult>;
}

export interface WorkplaceRunOptions {
  /** A text runs by `sh -c`; a list is a program and its arguments. */
  readonly command: string | readonly string[];
  /** Inside of the directory. */
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onOutput?: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined;
}

export interface WorkplaceRunResult {
  readonly ended: 'exited' | 'timed_out' | 'canceled' | 'could_not_start' | 'killed';
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  readonly outputTail: string;
}

export interface ExecutorOutcome {
  /** `failed`: it ended by itself, but with an error, or could not begin. `timed_out`, `canceled`: ended by us. */
  readonly ended: 'finished' | 'failed' | 'timed_out' | 'canceled';
  /** Of its program; null if it has none or did not get that far. */
  readonly exitCode: number | null;
  /** One paragraph on what was done, for the commit and the task list; null if it has nothing to say. Text of a stranger. */
  readonly summary: string | null;
  readonly usage: ExecutorUsage | null;
  /** The end of what it printed, at most 32,768 characters; what is left out is said in the first line. */
  readonly transcriptTail: string;
  /** Set if it failed or ran out of time; null if it finished or was canceled. */
  readonly failure: ExecutorFailure | null;
}

export interface ExecutorUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly model: string;
}

export interface ExecutorFailure {
  readonly code: ExecutorFailureCode;
  /** One sentence: this case, not the general one. */
  readonly why: string;
  /** Output that shows it; data, not words of ours. */
  readonly evidence: string | null;
}

export type ExecutorFailureCode =
  | 'executor_failed'
  | 'executor_timed_out'
  | 'recording_missing'
  | 'recording_invalid'
  | 'recording_does_not_apply'
  | 'git_missing';
