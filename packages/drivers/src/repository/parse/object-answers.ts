import { Buffer } from 'node:buffer';

export interface FoundObject {
  object: string;
  type: string;
  size: number;
}

export interface ReadObject extends FoundObject {
  bytes: Buffer;
}

/**
 * Reads what `cat-file --batch-command` answers to `count` questions of one kind, from pieces of any size: `object type size<newline>`,
 * after `contents` also the bytes and a newline; `name missing` is undefined. A piece is copied once at most, so a large file in many
 * pieces costs its size and not its square, and nothing of a piece is held on to.
 */
export class ObjectAnswers {
  readonly #withBytes: boolean;
  readonly #count: number;
  readonly #maxBytes: number;
  readonly found: (ReadObject | undefined)[] = [];
  #header = '';
  #filling: ReadObject | undefined;
  #filled = 0;
  #bytes = 0;

  /** Throws in `take` as soon as the answers together announce more than `maxBytes`. */
  constructor({ withBytes, count, maxBytes }: { withBytes: boolean; count: number; maxBytes: number }) {
    this.#withBytes = withBytes;
    this.#count = count;
    this.#maxBytes = maxBytes;
  }

  /** Whether all answers are there. */
  take(piece: Buffer): boolean {
    let at = 0;
    while (at < piece.length) at = this.#filling === undefined ? this.#takeHeader(piece, at) : this.#takeBytes(this.#filling, piece, at);
    return this.found.length >= this.#count;
  }

  #takeHeader(piece: Buffer, at: number): number {
    const newline = piece.indexOf(10, at);
    this.#header += piece.toString('latin1', at, newline === -1 ? piece.length : newline);
    if (newline === -1) return piece.length;
    const [, object, type, digits] = /^([0-9a-f]{40}) ([a-z]+) (\d+)$/.exec(this.#header) ?? [];
    this.#header = '';
    if (object === undefined || type === undefined) {
      this.found.push(undefined);
    } else {
      const size = Number(digits);
      if (this.#withBytes) this.#begin({ object, type, size });
      else this.found.push({ object, type, size, bytes: nothing });
    }
    return newline + 1;
  }

  #begin({ object, type, size }: FoundObject): void {
    this.#bytes += size;
    if (this.#bytes > this.#maxBytes) throw new TooManyBytes(`${object} has ${size} bytes`);
    // One more for the newline that git adds.
    this.#filling = { object, type, size, bytes: Buffer.allocUnsafeSlow(size + 1) };
    this.#filled = 0;
  }

  #takeBytes(filling: ReadObject, piece: Buffer, at: number): number {
    const copied = piece.copy(filling.bytes, this.#filled, at);
    this.#filled += copied;
    if (this.#filled === filling.bytes.length) {
      this.found.push({ ...filling, bytes: filling.bytes.subarray(0, -1) });
      this.#filling = undefined;
    }
    return at + copied;
  }
}

const nothing = Buffer.alloc(0);

/** The objects are larger than the asker wants to hold. */
export class TooManyBytes extends Error {}
