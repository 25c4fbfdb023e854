import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseAddress } from '../address.ts';
import { inheritedEnvironment } from '../config.ts';
import { explainFailure, withoutSecrets } from '../explain-failure.ts';
import { configArguments, gitEnvironment, secretForms } from '../git-environment.ts';
import { defaultLimits } from '../limits.ts';
import { acquireLock } from '../lock/lock-file.ts';
import { removeStaleGitLocks } from '../lock/stale-git-locks.ts';
import { runGit, startGit, subcommand } from '../run-git.ts';
import { SharedReader } from './shared-reader.ts';
import type { RepositoryAddress } from '../address.ts';
import type { GitCommand } from '../git-command.ts';
import type { RepositoryLimits } from '../limits.ts';
import type { FoundObject, ReadObject } from '../parse/object-answers.ts';
import type { RepositoryError } from '../repository-error.ts';
import type { Cancelable, RepositorySource } from '../repository.ts';
import type { GitProcess } from '../run-git.ts';

export interface RunOptions extends Cancelable {
  /** Another bare repository than the mirror, such as one that is being cloned. */
  gitDirectory?: string;
  started?: (pid: number) => void;
}

/** A git that is talked to while it runs. Whoever starts it awaits `done` with what it ended with. */
export interface Conversation extends GitProcess {
  /** Rejects with an explained error unless git ended with 0. */
  done: () => Promise<void>;
}

/** What every operation works with. */
export interface Mirror {
  readonly directory: string;
  readonly lockPath: string;
  readonly address: RepositoryAddress;
  readonly limits: RepositoryLimits;
  run<Answer>(command: GitCommand<Answer>, options?: RunOptions): Promise<Answer>;
  converse(args: readonly string[], options?: RunOptions): Conversation;
  /** What these names stand for, undefined where there is nothing. Full ids, also with `^{tree}` or `^{commit}`. No process of its own. */
  findObjects(names: readonly string[], options?: Cancelable): Promise<(FoundObject | undefined)[]>;
  /** The same with the bytes, all in memory: `repository_too_large` for more than `maxBytes` together, by default 64 MiB. */
  readObjects(names: readonly string[], options?: Cancelable & { maxBytes?: number }): Promise<(ReadObject | undefined)[]>;
  /** Ends the git that answers reads, for all who share it: what it holds open may no longer be what is on the disk. */
  restartReader(): Promise<void>;
  /** Gives up this repository's share in that git; the last one to do so ends it. */
  close(): Promise<void>;
  /** One at a time per mirror, over all processes. `started` goes into every git call that writes. */
  locked<Result>(
    work: (lock: { tookOver: boolean; started: (pid: number) => void }) => Promise<Result>,
    options?: Cancelable & { /** Default: as the limits say. */ waitMs?: number },
  ): Promise<Result>;
}

/** Far above what any command prints that is not cut: 200,000 paths of 300 bytes. */
const maxOutputBytes = 64 * 1024 ** 2;

/** Long enough from one step of a task to the next on the same mirror. */
const readerIdleMs = 2_000;

export function openMirror(source: RepositorySource): Mirror {
  const directory = resolve(source.directory);
  const lockPath = `${directory}.lock`;
  const address = parseAddress(source.url);
  const limits = { ...defaultLimits, ...source.limits };
  const inherited = inheritedEnvironment();
  const gitArguments = (options: RunOptions, args: readonly string[]): string[] => [
    `--git-dir=${options.gitDirectory ?? directory}`,
    ...configArguments,
    ...args,
  ];
  const readerArguments = ['cat-file', '--batch-command', '--buffer'];
  const reader = new SharedReader({
    directory,
    start: () => startGit({ args: gitArguments({}, readerArguments), environment: gitEnvironment(inherited) }),
    explain: (end) => failed(readerArguments, { ...end, remote: false }),
    idleMs: readerIdleMs,
  });
  const deadlineMs = limits.localTimeoutSeconds * 1000;

  return {
    directory,
    lockPath,
    address,
    limits,

    async run(command, options = {}) {
      const isRemote = command.reaches === 'remote';
      const credential = isRemote ? await source.credential?.() : undefined;
      const partner = { remote: { address, credential }, mirror: { address: { protocol: 'file', url: '' } } as const };
      const seconds = isRemote ? limits.networkTimeoutSeconds : limits.localTimeoutSeconds;
      const output = await runGit({
        args: gitArguments(command.needsNoRepository ? { gitDirectory: '/nonexistent' } : options, command.args),
        environment: gitEnvironment(inherited, command.reaches && partner[command.reaches]),
        deadlineMs: seconds * 1000,
        signal: options.signal,
        ...(options.started && { started: options.started }),
        input: command.input,
        guard: command.guard,
        maxOutputBytes: command.maxOutputBytes ?? maxOutputBytes,
        cuts: command.cutsOutput === true,
      });
      const stderr = withoutSecrets(output.stderr, secretForms(credential));
      if (output.exitCode === 0 || command.answersWith?.includes(output.exitCode)) return command.parse({ ...output, stderr });
      throw failed(command.args, { exitCode: output.exitCode, stderr, remote: isRemote });
    },

    converse(args, options = {}) {
      const git = startGit({
        args: gitArguments(options, args),
        environment: gitEnvironment(inherited),
        deadlineMs,
        signal: options.signal,
        ...(options.started && { started: options.started }),
      });
      const done = async (): Promise<void> => {
        const end = await git.ended;
        if (end.exitCode !== 0) throw failed(args, { ...end, remote: false });
      };
      return { ...git, done };
    },

    findObjects: (names, { signal } = {}) => reader.hold().ask({ command: 'info', names, signal, deadlineMs, maxBytes: maxOutputBytes }),

    readObjects: (names, { signal, maxBytes = maxOutputBytes } = {}) =>
      reader.hold().ask({ command: 'contents', names, signal, deadlineMs, maxBytes }),

    restartReader: () => reader.restart(),
    close: () => reader.release(),

    async locked(work, { signal, waitMs = limits.lockTimeoutSeconds * 1000 } = {}) {
      await mkdir(dirname(directory), { recursive: true });
      const lock = await acquireLock(lockPath, { waitMs, signal });
      try {
        if (lock.tookOver) await removeStaleGitLocks(directory);
        return await work({ tookOver: lock.tookOver, started: lock.noteChild });
      } catch (error) {
        // Our git may have been killed in this call.
        await removeStaleGitLocks(directory);
        throw error;
      } finally {
        await lock.release();
      }
    },
  };

  function failed(args: readonly string[], end: { exitCode: number; stderr: string; remote: boolean }): RepositoryError {
    return explainFailure({ what: subcommand(args), ...end, place: end.remote ? address.url : directory });
  }
}
