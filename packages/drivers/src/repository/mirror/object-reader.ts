import { stat } from 'node:fs/promises';
import { ObjectAnswers, TooManyBytes } from '../parse/object-answers.ts';
import { RepositoryError } from '../repository-error.ts';
import type { Buffer } from 'node:buffer';
import type { ReadObject } from '../parse/object-answers.ts';
import type { Cancelable } from '../repository.ts';
import type { GitProcess } from '../run-git.ts';

export interface ObjectQuestion extends Cancelable {
  command: 'info' | 'contents';
  /** Full ids, or a full id with `^{tree}` or `^{commit}`. */
  names: readonly string[];
  /** For all of this question; it is counted from when git is asked, not while others are. */
  deadlineMs: number;
  /** The most that the objects may have together. */
  maxBytes: number;
}

export interface ObjectReaderSettings {
  directory: string;
  /** `git cat-file --batch-command --buffer` in the directory, without a deadline. */
  start: () => GitProcess;
  /** Git's last words as an error. */
  explain: (end: { exitCode: number; stderr: string }) => Error;
  idleMs: number;
}

interface Serving {
  git: GitProcess;
  /** Which directory it reads: a repair puts another in the same place. */
  place: string;
  receive: ((piece: Buffer) => void) | undefined;
  lost: ((reason: unknown) => void) | undefined;
  ended: { reason: unknown } | undefined;
}

/**
 * One git that answers all reads of a mirror, because starting one costs more than most reads do. Questions are answered one after
 * the other, each whole, so nobody who reads slowly holds up the rest. It starts at the first question and ends when none came for a
 * while; it never keeps our process alive. Whatever goes wrong in a question (canceled, too late, too large, git gone) costs
 * the process: the next question gets a new one, and never an answer to another.
 */
export class ObjectReader {
  readonly #settings: ObjectReaderSettings;
  #serving: Serving | undefined;
  #last: Promise<void> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(settings: ObjectReaderSettings) {
    this.#settings = settings;
  }

  /** In the order of the names; undefined for what is not there. */
  async ask(question: ObjectQuestion): Promise<(ReadObject | undefined)[]> {
    if (question.names.length === 0) return [];
    return this.#inTurn(() => this.#answer(question), question.signal);
  }

  /** Ends git as soon as the questions before this are answered. The next one starts another. */
  async end(): Promise<void> {
    await this.#inTurn(() => this.#drop(), undefined);
  }

  /** Who is canceled while others are served does not wait for them, and does not disturb them. */
  #inTurn<Result>(work: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const abort = (): void => reject(signal?.reason as Error);
      signal?.addEventListener('abort', abort, { once: true });
      const after = async (before: Promise<void>): Promise<void> => {
        await before;
        signal?.removeEventListener('abort', abort);
        if (signal?.aborted) return;
        await work().then(resolve, reject);
      };
      this.#last = after(this.#last);
    });
  }

  /** A git that ended by itself gets one successor: it may have been killed, or have held on to a pack that is gone. */
  async #answer(question: ObjectQuestion): Promise<(ReadObject | undefined)[]> {
    clearTimeout(this.#idle);
    for (let attempt = 1; ; attempt += 1) {
      const serving = await this.#open();
      try {
        const found = await converse(serving, question);
        serving.git.unref();
        this.#idle = setTimeout(() => void this.#drop(), this.#settings.idleMs).unref();
        return found;
      } catch (error) {
        await this.#drop();
        if (!(error instanceof GitEnded)) throw error;
        if (attempt === 2) throw this.#settings.explain(error.end);
      }
    }
  }

  async #open(): Promise<Serving> {
    const { directory, start } = this.#settings;
    const found = await stat(directory).catch(() => undefined);
    const place = found && `${found.dev}:${found.ino}`;
    if (this.#serving !== undefined && (this.#serving.place !== place || this.#serving.ended !== undefined)) await this.#drop();
    if (place === undefined) throw new RepositoryError('repository_damaged', 'The local mirror is not there.', { place: directory });
    if (this.#serving !== undefined) return this.#serving;
    const git = start();
    const serving: Serving = { git, place, receive: undefined, lost: undefined, ended: undefined };
    const over = (reason: unknown): void => {
      serving.ended = { reason };
      serving.lost?.(reason);
    };
    git.stdout.on('data', (piece: Buffer) => serving.receive?.(piece));
    git.ended.then((end) => over(new GitEnded(end)), over);
    this.#serving = serving;
    return serving;
  }

  async #drop(): Promise<void> {
    clearTimeout(this.#idle);
    const git = this.#serving?.git;
    this.#serving = undefined;
    if (git === undefined) return;
    git.ref();
    git.stop(undefined);
    await git.ended.catch(() => {});
  }
}

class GitEnded extends Error {
  readonly end: { exitCode: number; stderr: string };

  constructor(end: { exitCode: number; stderr: string }) {
    super('git cat-file ended before it had answered.');
    this.end = end;
  }
}

async function converse(serving: Serving, { command, names, signal, deadlineMs, maxBytes }: ObjectQuestion) {
  const answers = new ObjectAnswers({ withBytes: command === 'contents', count: names.length, maxBytes });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = (): void => reject(signal?.reason);
  const deadline = setTimeout(() => {
    const words = `git cat-file did not answer within ${Math.round(deadlineMs / 1000)} s and was stopped.`;
    reject(new RepositoryError('repository_timed_out', words));
  }, deadlineMs);
  signal?.addEventListener('abort', abort, { once: true });
  serving.receive = (piece) => {
    try {
      if (answers.take(piece)) resolve();
    } catch (error) {
      reject(error instanceof TooManyBytes ? tooLarge(error, maxBytes) : error);
    }
  };
  serving.lost = reject;
  try {
    if (signal?.aborted) abort();
    else if (serving.ended !== undefined) reject(serving.ended.reason);
    else {
      serving.git.ref();
      serving.git.stdin.write(`${names.map((name) => `${command} ${name}\n`).join('')}flush\n`);
    }
    await promise;
    return answers.found;
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', abort);
    serving.receive = undefined;
    serving.lost = undefined;
  }
}

function tooLarge(error: TooManyBytes, maxBytes: number): RepositoryError {
  return new RepositoryError('repository_too_large', `Objects to read have more than ${maxBytes} bytes.`, { evidence: error.message });
}
