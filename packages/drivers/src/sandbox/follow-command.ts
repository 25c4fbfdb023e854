import { collectOutput } from './command-output.ts';
import type { Command, CommandEnd, StartCommand } from './command.ts';
import type { HeldProcessOptions, RunOptions, RunResult, SandboxLimits } from './sandbox-port.ts';

export interface CommandRun {
  /** Ends it as `killed`; resolves with it. */
  kill(): Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
  endInput(): void;
  readonly result: Promise<RunResult>;
}

interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  readonly marks: Readonly<Record<string, string>>;
  readonly runMark: string;
  readonly graceMs: number;
  readonly limits: SandboxLimits | undefined;
  readonly start: StartCommand;
  /** Asked when a command was killed by somebody else, or its place is lost. */
  readonly whichLimit?: () => Promise<RunResult['limit']>;
}

const longestTimeout = 2 ** 31 - 1;

/** What is the same wherever a command runs: its deadline, its cancel, what is kept of its output, and how its end is told. */
export function followCommand(options: RunOptions | HeldProcessOptions, around: Surroundings): CommandRun {
  const startedAt = performance.now();
  const { promise: result, resolve: settle } = Promise.withResolvers<RunResult>();
  const output = collectOutput({
    onOutput: options.onOutput,
    outputCharacters: around.limits?.outputCharacters ?? 4_000_000,
    outputTailCharacters: around.limits?.outputTailCharacters ?? 32_768,
  });
  const onStdout = 'onStdout' in options ? options.onStdout : undefined;
  const stdin = 'stdin' in options ? options.stdin : undefined;
  let reason: 'timed_out' | 'canceled' | 'killed' | undefined;

  const conclude = (ended: RunResult['ended'], how: Partial<RunResult>, said?: string) => {
    if (said !== undefined) output.take('stderr', Buffer.from(`${said}\n`));
    output.end();
    const durationMs = performance.now() - startedAt;
    settle({ exitCode: null, signal: null, limit: null, ...how, ended, durationMs, outputTail: output.tail() });
  };
  if (options.signal?.aborted) {
    conclude('canceled', {});
    return { result, kill: async () => {}, write: async () => {}, endInput() {} };
  }

  const command: Command = around.start(
    {
      command: options.command,
      cwd: options.cwd,
      environment: { ...around.environment, ...options.env, ...around.marks },
      runMark: around.runMark,
      graceMs: around.graceMs,
      takesInput: onStdout !== undefined || stdin !== undefined,
    },
    (stream, bytes) => {
      if (stream === 'stdout' && onStdout) onStdout(bytes);
      else output.take(stream, bytes);
    },
  );
  const endBecause = (why: typeof reason) => {
    reason ??= why;
    command.end();
  };
  const cancel = () => endBecause('canceled');
  const timer = setTimeout(() => endBecause('timed_out'), Math.min(options.timeoutMs, longestTimeout));
  options.signal?.addEventListener('abort', cancel, { once: true });
  if (stdin !== undefined) {
    void command.write(typeof stdin === 'string' ? Buffer.from(stdin) : stdin);
    command.endInput();
  }
  void command.ended.then(wrapUp);
  return {
    result,
    async kill() {
      endBecause('killed');
      await result;
    },
    write: (bytes) => command.write(bytes),
    endInput: () => command.endInput(),
  };

  async function wrapUp(end: CommandEnd) {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', cancel);
    if (end.kind === 'could_not_start') return conclude('could_not_start', {}, end.why);
    const { exitCode, signal } = end.kind === 'ended' ? end : { exitCode: null, signal: null };
    if (reason) return conclude(reason, { exitCode, signal });
    // A shell tells by 137 that its child was killed.
    const wasKilled = end.kind === 'lost' || signal === 'SIGKILL' || exitCode === 137;
    const limit = wasKilled ? ((await around.whichLimit?.()) ?? null) : null;
    conclude(end.kind === 'lost' || signal !== null ? 'killed' : 'exited', { exitCode, signal, limit }, limitSaid(limit));
  }
}

function limitSaid(limit: RunResult['limit']): string | undefined {
  if (limit === 'memory') return '[the sandbox was at its limit of memory, and what used most was killed]';
  if (limit === 'disk') return '[the sandbox held more than its limit of disk space, and was ended]';
  if (limit === 'wall_clock') return '[the sandbox was at the end of its time, and was ended]';
  return undefined;
}
