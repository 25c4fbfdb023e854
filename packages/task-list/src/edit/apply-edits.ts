import type { Edit } from '../model.ts';

/** The bytes with all edits made. RangeError on edits out of order, overlapping or beyond the end. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  let at = 0;
  let size = bytes.length;
  for (const { offset, length, bytes: written } of edits) {
    if (!Number.isInteger(offset) || !Number.isInteger(length) || offset < at || length < 0 || offset + length > bytes.length) {
      throw new RangeError(
        `Edit at ${offset} of length ${length} is out of order, overlaps another or goes beyond the ${bytes.length} bytes of the file.`,
      );
    }
    at = offset + length;
    size += written.length - length;
  }
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  for (const { offset, length, bytes: written } of edits) {
    out.set(bytes.subarray(from, offset), to);
    to += offset - from;
    out.set(written, to);
    to += written.length;
    from = offset + length;
  }
  out.set(bytes.subarray(from), to);
  return out;
}
