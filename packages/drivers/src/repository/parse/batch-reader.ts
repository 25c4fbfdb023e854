import { Buffer } from 'node:buffer';

/**
 * Reads the answers of `cat-file --batch` from pieces of any size: `object type size<newline>`, the bytes, a newline. A piece is
 * copied once at most, so a large file in many pieces costs its size and not its square.
 */
export async function* readBatch(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let header = Buffer.alloc(0);
  let body: Buffer | undefined;
  let filled = 0;
  for await (const piece of pieces) {
    let at = 0;
    while (at < piece.length) {
      if (body === undefined) {
        const newline = piece.indexOf(10, at);
        header = Buffer.concat([header, piece.subarray(at, newline === -1 ? piece.length : newline)]);
        if (newline === -1) break;
        at = newline + 1;
        body = Buffer.allocUnsafeSlow(bodySize(header.toString('latin1')) + 1);
        header = Buffer.alloc(0);
        filled = 0;
      }
      const copied = piece.copy(body, filled, at);
      filled += copied;
      at += copied;
      if (filled < body.length) continue;
      yield body.subarray(0, -1);
      body = undefined;
    }
  }
}

function bodySize(header: string): number {
  const size = / (\d+)$/.exec(header)?.[1];
  if (size === undefined) throw new MissingObject(header);
  return Number(size);
}

/** Git answers `object missing` for what it does not have. */
export class MissingObject extends Error {}
