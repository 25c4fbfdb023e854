/**
 * A sandbox is where code runs that nobody has read: what an executor wrote, and the checks of a repository. A driver makes them.
 *
 * What every driver owes, and what a lazy one gets wrong:
 *
 * - **Orphans.** A command's children are the driver's business, not only the process it started. When a run ends, however it ends,
 *   everything still in its process group is killed; after a time-out or a cancel also what left the group (`setsid`, double fork),
 *   as far as the driver can see it. After `close()` nothing of the sandbox runs, and nothing of it starts again.
 * - **Trust.** Between two runs something may still be running (a daemon that left its group), so what a run measured about the work
 *   folder is only sure once the sandbox is closed, or is read by a run in another sandbox.
 * - **Streaming.** `onOutput` is called line by line while the command runs, not when it is over. A command that holds its output
 *   open after its end (a background child) does not delay the result.
 * - **Deadlines.** `timeoutMs` and `signal` end the run within 2 s, also when the command ignores SIGTERM. They belong to the driver and
 *   not to the caller: a caller that only stops waiting leaves the work running.
 * - **Bounded memory.** A command may print for ever. The driver keeps the last `outputTailCharacters` and streams the first
 *   `outputCharacters`; what is left out is said where it is missing, never silently dropped.
 * - **Nothing of ours inside.** No variable of the host's environment but PATH, no home folder, no terminal, no standard input but what the caller gives.
 * - **One way out.** With `gatewaySocket` commands reach that socket, as HTTP at `gatewayUrl`, and where the driver enforces the network nothing else.
 * - **Ends are results.** A command that fails, hangs, is killed or does not exist is a `RunResult`. `run` rejects for no command.
 *   `create` and `close` reject for what a person must mend (no space, no rights), with a message that says where.
 * - **Crashes.** The owner may be killed at any moment. Its sandboxes carry marks, and `reap` of a later process finds them by these.
 * - **No silent step down.** A driver says in `probe()` what it enforces, measured where it can be. Limits it cannot enforce are listed
 *   there as not enforced; the caller decides whether that is enough.
 */
export interface SandboxDriver {
  /** As in settings: `process`. */
  readonly name: string;
  /** For people, with the isolation said honestly: `process, not isolated`. */
  readonly label: string;

  /** Whether sandboxes can be made here and now, and what they enforce. Never rejects: a driver that cannot work says why. */
  probe(): Promise<SandboxProbe>;

  /**
   * Resolves when a command can run. Left-overs of a dead owner under the same id and in the same folder are killed first, so a task that is
   * started again after a crash does not share its folder with its own ghost; what is left in another folder is for `reap`. A new id in a
   * new folder costs no search. Rejects if this id is open in this process.
   */
  create(spec: SandboxSpec): Promise<Sandbox>;

  /** Ends what the driver keeps ready for later sandboxes, such as warm ones. Open sandboxes stay open. May be called again; `create` works afterwards. */
  close(): Promise<void>;

  /**
   * Ends what dead owners left behind: sandboxes of this installation whose id is not in `keep` and whose owner is gone. Those of a living owner
   * are never touched, even if `keep` does not name them: it may have been read before they were made. Resolves to the ids that were ended.
   */
  reap(keep: ReadonlySet<string>): Promise<string[]>;
}

export interface SandboxProbe {
  readonly usable: boolean;
  /** Why it is not usable, or what a person should know; null if there is nothing to say. */
  readonly why: string | null;
  readonly isolation: 'none' | 'namespace' | 'container' | 'userspace-kernel' | 'vm';
  readonly enforces: {
    readonly memory: boolean;
    readonly cpu: boolean;
    readonly processes: boolean;
    /** A sandbox that holds more is ended. It is looked at about once a second, so what is written in a second comes on top. */
    readonly disk: boolean;
    readonly network: boolean;
    /** Only the work folder, the home folder and the system's own files can be seen. */
    readonly files: boolean;
    /** No capability, none to be gained, and the system calls that lead out (mounts, namespaces, io_uring, sockets of a virtual machine) are refused. */
    readonly privileges: boolean;
  };
}

/** What a sandbox is made of: for receipts, so that years later one can say where a check ran. */
export interface SandboxIdentity {
  /** Name of the driver. */
  readonly driver: string;
  readonly isolation: SandboxProbe['isolation'];
  /** Where its programs come from; null for this machine's own, which nobody counted. */
  readonly image: SandboxImage | null;
}

export interface SandboxImage {
  /** As it was asked for. */
  readonly name: string;
  /** Of its content and settings, as the engine computes it: `sha256:…`. The sandbox was made of exactly this one, whatever the name means by now. */
  readonly digest: string;
}

/** What a project may demand; each is a word of `SandboxProbe.enforces`. */
export type SandboxGuard = keyof SandboxProbe['enforces'];

export interface SandboxSpec {
  /** Unique among the sandboxes of an installation, 1 to 200 characters without white space, for example `execution/task/attempt`. */
  readonly id: string;
  /**
   * Absolute host path of the work folder; made if it is missing. The caller fills it and removes it. The driver keeps the sandbox's home and temporary
   * folder beside it, under the same name with `.home` and `.tmp` after it, and removes these two at `close()`. After a crash they are left: a caller
   * who gives each sandbox a parent folder of its own and removes that removes them too.
   */
  readonly directory: string;
  /** Added to the clean environment, for every run. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** For people who look at what runs; drivers without labels ignore them. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly limits?: SandboxLimits | undefined;
  /** Absolute host path of the unix socket that is the way out; the sandbox sees nothing else of its folder. */
  readonly gatewaySocket?: string | undefined;
  /** Name of an image that the engine has, in place of the driver's own. Drivers that have none reject it. */
  readonly image?: string | undefined;
  /** Absolute host folders that are seen under the same path, to be read only: where agents are installed. */
  readonly readOnlyFolders?: readonly string[] | undefined;
}

export interface SandboxLimits {
  /** Of all processes together, in MiB, with no swap on top. */
  readonly memoryMegabytes?: number | undefined;
  readonly cpus?: number | undefined;
  /** Threads count too. */
  readonly processes?: number | undefined;
  /** Work, home and temporary folder together, in MiB. */
  readonly diskMegabytes?: number | undefined;
  /** Life of the sandbox: after it everything in it is ended. */
  readonly wallClockSeconds?: number | undefined;
  /** Streamed to `onOutput` per run and stream; 4,000,000 unless told. */
  readonly outputCharacters?: number | undefined;
  /** Kept per run as `outputTail`; 32,768 unless told. */
  readonly outputTailCharacters?: number | undefined;
}

export interface Sandbox {
  readonly id: string;
  /** For receipts: known from the start, and the same until its end. */
  readonly identity: SandboxIdentity;
  /** Absolute host path of the work folder. */
  readonly directory: string;
  /** The work folder as commands see it. */
  readonly insideDirectory: string;
  /** Where commands reach the gateway, `http://127.0.0.1:<port>` without a slash at its end; null without a `gatewaySocket`. */
  readonly gatewayUrl: string | null;

  /**
   * Runs may overlap. Never rejects. What the host put into the work folder before the first command belongs to the sandbox's user then;
   * what it puts there later can be read inside, but may not be writable there.
   */
  run(options: RunOptions): Promise<RunResult>;

  /** A command that is talked to while it runs, binary safe both ways. Never throws: what cannot start has a result that says so. */
  start(options: HeldProcessOptions): HeldProcess;

  /** What it uses right now; null where the driver cannot tell. Never rejects. */
  usage(): Promise<SandboxUsage>;

  /** Whether a command could run now: asked of the sandbox itself, within 2 s. Never rejects. */
  health(): Promise<SandboxHealth>;

  /**
   * Kills everything, ends runs under way as `killed`, and removes what the driver made. May be called any number of times and from several
   * places; each call resolves when it is done. Runs asked for afterwards end as `could_not_start`. Rejects if something could not be killed or removed.
   */
  close(): Promise<void>;
}

export interface SandboxUsage {
  /** Without what the kernel could drop at once. */
  readonly memoryBytes: number | null;
  /** Since it was made. */
  readonly processorSeconds: number | null;
  /** How long it had work and was held back by its limit of processors. */
  readonly throttledSeconds: number | null;
  /** Threads count too, where the driver counts them. */
  readonly processes: number | null;
  /** Of work, home and temporary folder, as last looked at. */
  readonly diskBytes: number | null;
}

export interface SandboxHealth {
  /** `unresponsive`: it is there, but does not answer. `gone`: it is not there any more; only `close()` makes sense. */
  readonly state: 'healthy' | 'unresponsive' | 'gone';
  /** For people; null if it is healthy. */
  readonly why: string | null;
  /** Of one that is gone: the limit at which it ended, as far as the driver can tell. Null says that it was nothing that ran in it, or that nobody knows. */
  readonly limit: RunResult['limit'];
  readonly answeredInMs: number | null;
}

export type OutputStream = 'stdout' | 'stderr';

export interface RunOptions {
  /** A text runs by `sh -c`; a list is a program and its arguments, with no shell between. */
  readonly command: string | readonly string[];
  /** Relative to the work folder, and inside of it. */
  readonly cwd?: string | undefined;
  /** Over the sandbox's environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Given to it as standard input, which then ends; without it, it is at its end from the start. */
  readonly stdin?: string | Uint8Array | undefined;
  /**
   * One call is one line, without its line end, at the moment it is complete. A line of more than 16,384 characters comes in pieces.
   * Text is UTF-8 with what is not replaced by U+FFFD, and so are NUL characters: a database takes all of it. It is data of a stranger.
   */
  readonly onOutput?: ((stream: OutputStream, text: string) => void) | undefined;
}

export interface HeldProcessOptions extends Omit<RunOptions, 'stdin'> {
  /** Standard output as it comes, every byte. With it, `onOutput` and `outputTail` have standard error only. */
  readonly onStdout: (bytes: Uint8Array) => void;
}

export interface HeldProcess {
  /** To its standard input, in the order of the calls. Resolves when there is room for more; what it no longer takes is dropped. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends its standard input. */
  end(): void;
  /** As of `run`; after it nothing more is called. */
  readonly result: Promise<RunResult>;
}

export interface RunResult {
  /**
   * `exited`: by itself, `exitCode` is set. `timed_out`, `canceled`: ended by us, for the caller's reasons. `could_not_start`: no such program or
   * folder, `outputTail` says which. `killed`: by a signal that was not ours, as an out-of-memory killer does, or by `close()`.
   */
  readonly ended: 'exited' | 'timed_out' | 'canceled' | 'could_not_start' | 'killed';
  readonly exitCode: number | null;
  /** Name of the signal that ended it: `SIGKILL`. */
  readonly signal: string | null;
  readonly durationMs: number;
  /** The limit of the sandbox that ended it, as far as the driver can tell. With `disk` and `wall_clock` the whole sandbox is gone, with `memory` it may be. */
  readonly limit: 'memory' | 'disk' | 'wall_clock' | null;
  /** Both streams in order of arrival: the end of what was printed. If the beginning is left out, the first line says how much of it. */
  readonly outputTail: string;
}
