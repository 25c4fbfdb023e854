import type { Buffer } from 'node:buffer';

/** A git command is data: running it is somebody else's job, and its parser is a pure function on text. */
export interface GitCommand<Answer> {
  /** Behind `git --git-dir=…` and the hardened configuration. */
  args: readonly string[];
  /** What git reads from standard input. */
  input?: string | Uint8Array;
  /** Exit codes besides 0 that are answers, not failures. */
  answersWith?: readonly number[];
  /**
   * Whom it talks to, else nobody. `remote`: the project's remote, with the login, its one transport and the longer deadline.
   * `mirror`: another bare repository of ours on this disk.
   */
  reaches?: 'remote' | 'mirror';
  /** Works without the mirror, which may be absent or damaged. */
  needsNoRepository?: true;
  /** Sees each piece of output as it comes, and throws to end the process. */
  guard?: (chunk: Buffer) => void;
  /** The most that it may print, if that is not the ordinary limit. */
  maxOutputBytes?: number;
  /** Longer output is cut instead of refused. */
  cutsOutput?: true;
  parse: (output: GitOutput) => Answer;
}

export interface GitOutput {
  exitCode: number;
  stdout: Buffer;
  stderr: string;
  /** The output was longer and is cut. */
  truncated: boolean;
}
