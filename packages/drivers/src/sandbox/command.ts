import type { OutputStream } from './sandbox-port.ts';

/** What is to be run, with everything decided. */
export interface CommandRequest {
  readonly command: string | readonly string[];
  /** Relative to the work folder. */
  readonly cwd: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** The variable's value that only processes of this command carry. */
  readonly runMark: string;
  /** Between SIGTERM and SIGKILL when it is ended. */
  readonly graceMs: number;
  /** Whether something will be written to its standard input. */
  readonly takesInput: boolean;
}

/** One command under way, wherever it runs. */
export interface Command {
  /** Ends it and all it started. Once is enough. */
  end(): void;
  /** Resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
  endInput(): void;
  /** Never rejects. No output comes after it. */
  readonly ended: Promise<CommandEnd>;
}

export type CommandEnd =
  | { readonly kind: 'ended'; readonly exitCode: number | null; readonly signal: string | null }
  | { readonly kind: 'could_not_start'; readonly why: string }
  /** The place where it ran is gone, and it with it. */
  | { readonly kind: 'lost' };

/** A promise holds back what comes next from the same command until it is kept. */
export type OnBytes = (stream: OutputStream, bytes: Buffer) => void | Promise<void>;

export type StartCommand = (request: CommandRequest, onBytes: OnBytes) => Command;
