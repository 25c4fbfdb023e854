import { ObjectReader } from './object-reader.ts';
import type { ObjectReaderSettings } from './object-reader.ts';

interface Shared {
  reader: ObjectReader;
  holders: number;
}

/** By mirror directory: one process has one git for all who read the same mirror. */
const inUse = new Map<string, Shared>();

/** One repository's share in the reader of its mirror. It counts from its first read, and again if it reads after `release`. */
export class SharedReader {
  readonly #settings: ObjectReaderSettings;
  #held: Shared | undefined;

  constructor(settings: ObjectReaderSettings) {
    this.#settings = settings;
  }

  hold(): ObjectReader {
    if (this.#held === undefined) {
      const { directory } = this.#settings;
      this.#held = inUse.get(directory) ?? { reader: new ObjectReader(this.#settings), holders: 0 };
      this.#held.holders += 1;
      inUse.set(directory, this.#held);
    }
    return this.#held.reader;
  }

  /** Ends git for all who share it; each may go on and gets a new one. */
  async restart(): Promise<void> {
    await inUse.get(this.#settings.directory)?.reader.end();
  }

  /** The last one to go ends git. */
  async release(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    held.holders -= 1;
    if (held.holders > 0) return;
    inUse.delete(this.#settings.directory);
    await held.reader.end();
  }
}
