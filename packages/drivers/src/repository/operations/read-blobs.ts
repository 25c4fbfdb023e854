import type { Buffer } from 'node:buffer';
import { damaged } from './damaged.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Cancelable } from '../repository.ts';

export interface WantedBlob {
  object: string;
  /** As a listing told it: decides how many are in memory at once. */
  size: number;
}

const maxBytesAtOnce = 8 * 1024 ** 2;
const maxBlobsAtOnce = 512;

/** The bytes of these blobs in this order. In parts, so that little is in memory and others can read in between. */
export async function* readBlobs(mirror: Mirror, blobs: readonly WantedBlob[], options: Cancelable): AsyncGenerator<Buffer> {
  for (const { objects, bytes } of inParts(blobs)) {
    const found = await mirror.readObjects(objects, { ...options, maxBytes: Math.max(bytes, maxBytesAtOnce) });
    for (const [index, blob] of found.entries()) {
      if (blob === undefined) throw damaged(mirror, `${objects[index]} is missing`);
      yield blob.bytes;
    }
  }
}

/** A blob that is larger than a part is one by itself. */
function* inParts(blobs: readonly WantedBlob[]): Generator<{ objects: string[]; bytes: number }> {
  let part = { objects: [] as string[], bytes: 0 };
  for (const { object, size } of blobs) {
    const isFull = part.objects.length === maxBlobsAtOnce || part.bytes + size > maxBytesAtOnce;
    if (isFull && part.objects.length > 0) {
      yield part;
      part = { objects: [], bytes: 0 };
    }
    part.objects.push(object);
    part.bytes += size;
  }
  if (part.objects.length > 0) yield part;
}
