import { RepositoryError } from '../repository-error.ts';
import { textOf } from '../tree/byte-path.ts';
import type { RepositoryLimits } from '../limits.ts';
import type { BytePath } from '../tree/byte-path.ts';

/** Longer ones exist (built step by step) but no checkout could write them. */
const maxPathBytes = 4_000;

/** Counts while a tree is walked, and refuses as soon as a limit is passed: a tree may be a bomb. */
export class TreeBudget {
  readonly #limits: RepositoryLimits;
  #entries = 0;
  #bytes = 0;

  constructor(limits: RepositoryLimits) {
    this.#limits = limits;
  }

  takeEntry(path: BytePath): void {
    this.#entries += 1;
    const { maxFiles, maxDepth } = this.#limits;
    if (this.#entries > maxFiles) throw tooLarge(`it has more than ${maxFiles} entries`, path);
    if (path.length > maxPathBytes) throw tooLarge(`a path has more than ${maxPathBytes} bytes`, `${path.slice(0, 200)}…`);
    if (path.split('/').length > maxDepth + 1) throw tooLarge(`it has more than ${maxDepth} directories below one another`, path);
  }

  takeFile(path: BytePath, bytes: number): void {
    this.#bytes += bytes;
    const { maxFileBytes, maxTotalBytes } = this.#limits;
    if (bytes > maxFileBytes) throw tooLarge(`this file has more than ${maxFileBytes} bytes`, path);
    if (this.#bytes > maxTotalBytes) throw tooLarge(`its files have more than ${maxTotalBytes} bytes`, path);
  }
}

export function tooLarge(reason: string, path: BytePath): RepositoryError {
  return new RepositoryError('repository_too_large', `The work is over the limits: ${reason}.`, { place: textOf(path) });
}
