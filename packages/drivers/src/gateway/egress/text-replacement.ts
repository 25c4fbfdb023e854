import { Transform } from 'node:stream';

/** Replaces each occurrence of a text (of plain ASCII) in a stream of bytes, also where a piece ends within it. */
export function replaceText(from: string, to: string): Transform {
  const wanted = Buffer.from(from, 'latin1');
  const substitute = Buffer.from(to, 'latin1');
  let held: Buffer = Buffer.alloc(0);
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      let rest = held.length === 0 ? piece : Buffer.concat([held, piece]);
      for (let at = rest.indexOf(wanted); at !== -1; at = rest.indexOf(wanted)) {
        this.push(rest.subarray(0, at));
        this.push(substitute);
        rest = rest.subarray(at + wanted.length);
      }
      const kept = longestBeginning(rest, wanted);
      this.push(rest.subarray(0, rest.length - kept));
      held = Buffer.from(rest.subarray(rest.length - kept));
      done();
    },
    flush(done) {
      done(null, held);
    },
  });
}

/** How many bytes at the end may be the beginning of what is looked for. */
function longestBeginning(bytes: Buffer, wanted: Buffer): number {
  for (let length = Math.min(wanted.length - 1, bytes.length); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(wanted.subarray(0, length))) return length;
  }
  return 0;
}
