import type { Config } from './config.ts';
import type { Outlet } from './output/outlet.ts';

/** What every command gets: where it writes, what the environment says, and how it says how it ended. */
export interface CommandContext {
  config: Config;
  version: string;
  /** What `--server` said, once the command line was read. */
  server: { address?: string };
  /** Results. */
  stdout: Outlet;
  /** Progress and messages. */
  stderr: Outlet;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Exit code of the process; without a call it is 0. */
  endWith: (exitCode: number) => void;
}
