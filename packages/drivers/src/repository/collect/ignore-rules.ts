import type { Buffer } from 'node:buffer';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IgnoreAnswers } from '../parse/check-ignore.ts';
import { bytesOf, pathOfText } from '../tree/byte-path.ts';
import type { Conversation, Mirror } from '../mirror/mirror.ts';
import type { Cancelable } from '../repository.ts';
import type { BytePath } from '../tree/byte-path.ts';

export interface IgnoreQuestion {
  path: BytePath;
  isDirectory: boolean;
}

/**
 * Git itself decides what a `.gitignore` means, but in a directory of ours: it holds copies of the `.gitignore` files that the walker
 * has met, and empty directories, because a pattern such as `build/` asks whether a name is one. Started only when there is a rule
 * to ask about; the answers come while the walk goes on, so that ignored directories are never opened.
 */
export class IgnoreRules {
  readonly #mirror: Mirror;
  readonly #options: Cancelable;
  #skeleton: string | undefined;
  #git: Conversation | undefined;
  #pieces: AsyncIterator<Buffer> | undefined;
  readonly #answers = new IgnoreAnswers();

  constructor(mirror: Mirror, options: Cancelable) {
    this.#mirror = mirror;
    this.#options = options;
  }

  /** Before any question about an entry of the same directory. */
  async learn(path: BytePath, bytes: Uint8Array): Promise<void> {
    this.#skeleton ??= await mkdtemp(join(tmpdir(), 'devteam-ignore-'));
    const slash = path.lastIndexOf('/');
    if (slash !== -1) await mkdir(this.#inside(path.slice(0, slash)), { recursive: true });
    await writeFile(this.#inside(path), bytes);
  }

  async ask(questions: readonly IgnoreQuestion[]): Promise<boolean[]> {
    if (this.#skeleton === undefined || questions.length === 0) return questions.map(() => false);
    for (const { path, isDirectory } of questions) {
      if (isDirectory) await mkdir(this.#inside(path), { recursive: true });
    }
    const { git, pieces } = this.#start(this.#skeleton);
    // A leading `./` keeps a name such as `:(top)x` from being read as pathspec magic.
    git.stdin.write(bytesOf(questions.map(({ path }) => `./${path}\0`).join('')));
    const answers: boolean[] = [];
    while (answers.length < questions.length) {
      const { value, done } = await pieces.next();
      if (done === true) {
        await git.done();
        throw new Error('git check-ignore ended before it had answered.');
      }
      answers.push(...this.#answers.take(value.toString('latin1')));
    }
    return answers;
  }

  async close(): Promise<void> {
    this.#git?.stop(undefined);
    await this.#git?.ended.catch(() => {});
    if (this.#skeleton !== undefined) await rm(this.#skeleton, { recursive: true, force: true });
  }

  #start(skeleton: string): { git: Conversation; pieces: AsyncIterator<Buffer> } {
    const command = [`--work-tree=${skeleton}`, 'check-ignore', '--no-index', '--stdin', '-z', '-v', '-n'];
    this.#git ??= this.#mirror.converse(command, this.#options);
    this.#pieces ??= (this.#git.stdout as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    return { git: this.#git, pieces: this.#pieces };
  }

  #inside(path: BytePath): Buffer {
    return bytesOf(`${pathOfText(this.#skeleton ?? '')}/${path}`);
  }
}
