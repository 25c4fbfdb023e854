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
 * - **All or nothing where it can choose.** A change that cannot be made as a whole is not made in part. Where it cannot choose, since an agent wrote half
 *   of what it wanted, it says `failed`: only a workplace whose attempt `finished` may be looked at, any other is thrown away by whoever asked.
 * - **The repository does not steer it.** Settings of agents that lie among the repository's files (`.aider.conf.yml`, `.env`, `.codex`, `opencode.json`,
 *   `AGENTS.md` and their like) are not read. What the project wants of its style is in the prompt.
 * - **One way to the model.** It is asked at `model.gatewayUrl` only, with that run's key, which is in the agent's environment and nowhere else.
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
  /** What it may ask; null for one that asks none. */
  readonly model?: ExecutorModel | null | undefined;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** One call is one line, without its line end. */
  readonly onOutput: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Of the project, for this executor: each checks its own. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface ExecutorModel {
  /**
   * As the provider knows it: `gpt-5`. With `anthropic/` or `ollama/` before it the gateway is spoken to in that protocol, under `/anthropic` and `/ollama`;
   * else in OpenAI's, under `/openai/v1`. An executor whose agent does not speak it says `executor_model_unsupported`.
   */
  readonly name: string;
  /** How hard it thinks; null leaves that to the provider. */
  readonly effort: 'low' | 'medium' | 'high' | null;
  /** As seen inside of the workplace, without a slash at its end. */
  readonly gatewayUrl: string;
  /** Of this run; worth nothing anywhere else. */
  readonly key: string;
}

/** Where it works: the part of a sandbox that an executor needs. Its HOME is the attempt's own, lies outside of `directory` and goes with the workplace. */
export interface Workplace {
  /** Absolute path on the host of the folder that holds the repository's files. Inside it may have another path. */
  readonly directory: string;
  run(options: WorkplaceRunOptions): Promise<WorkplaceRunResult>;
  /** A process that is talked to while it runs. What cannot start has a result that says so. A workplace without it is enough for most executors. */
  start?(options: HeldProcessOptions): HeldProcess | Promise<HeldProcess>;
}

export interface HeldProcessOptions extends WorkplaceRunOptions {
  /** What it writes to standard output, as it comes. With it, `onOutput` gets lines of standard error only. */
  readonly onStdout: (bytes: Uint8Array) => void;
}

export interface HeldProcess {
  /** To its standard input, in the order of the calls; what it no longer takes is dropped, for its result tells why. */
  write(bytes: Uint8Array): void | Promise<void>;
  /** Ends its standard input. */
  end(): void | Promise<void>;
  /** As of `run`. */
  readonly result: Promise<WorkplaceRunResult>;
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
  /** Its program is not there, or is another version than the one it knows. */
  | 'executor_missing'
  /** It needs a model and was given none. */
  | 'executor_model_missing'
  | 'executor_model_unsupported'
  | 'executor_settings_invalid'
  /** It wanted files outside of its place. */
  | 'executor_reached_outside'
  /** Its agent gave up with a part of the change made. */
  | 'executor_edit_incomplete'
  /** Nothing, or cut at the limit of its length. */
  | 'executor_answer_unusable'
  // As its agent tells it, by the codes that the gateway has for the same: what the gateway saw is the better witness.
  | 'provider_key_refused'
  | 'provider_rate_limited'
  | 'provider_down'
  | 'provider_refused_request'
  | 'context_too_long'
  | 'recording_missing'
  | 'recording_invalid'
  | 'recording_does_not_apply'
  | 'git_missing';
