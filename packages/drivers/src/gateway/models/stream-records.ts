/** One record of a stream: what stood in it as bytes, and its data. */
export interface StreamRecord {
  /** With the empty line or line end after it. */
  readonly raw: Buffer;
  /** Null for a comment or an empty record. */
  readonly data: string | null;
}

export type StreamForm = 'sse' | 'ndjson';

const lineFeed = 10;
const carriageReturn = 13;

/**
 * Cuts a stream into its records, however it is cut into pieces. Holds what is not complete yet, at most `mostBytes`: past these `push` answers
 * null, and so it does from then on.
 */
export function createRecordReader(form: StreamForm, mostBytes: number) {
  let held: Buffer = Buffer.alloc(0);
  let scanned = 0;
  let isOver = false;
  const endOf = form === 'sse' ? endOfEvent : endOfLine;
  return {
    push(piece: Buffer): StreamRecord[] | null {
      if (isOver) return null;
      held = held.length === 0 ? piece : Buffer.concat([held, piece]);
      const records: StreamRecord[] = [];
      let start = 0;
      for (;;) {
        const end = endOf(held, Math.max(start, scanned));
        if (end === -1) break;
        if (end - start > mostBytes) {
          isOver = true;
          return null;
        }
        records.push(recordOf(held.subarray(start, end), form));
        start = end;
        scanned = end;
      }
      held = held.subarray(start);
      // An end of up to four bytes may be cut anywhere.
      scanned = Math.max(0, held.length - 3);
      if (held.length > mostBytes) {
        isOver = true;
        held = Buffer.alloc(0);
        return null;
      }
      return records;
    },
    /** What stands after the last end, if anything does. */
    end(): StreamRecord | null {
      return held.length === 0 || isOver ? null : recordOf(held, form);
    },
  };
}

function endOfLine(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(lineFeed, from);
  return at === -1 ? -1 : at + 1;
}

/** Behind the empty line, with `\n` or `\r\n` as line ends. */
function endOfEvent(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(lineFeed, from); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) {
    if (bytes[at + 1] === lineFeed) return at + 2;
    if (bytes[at + 1] === carriageReturn && bytes[at + 2] === lineFeed) return at + 3;
  }
  return -1;
}

function recordOf(raw: Buffer, form: StreamForm): StreamRecord {
  const text = raw.toString('utf8');
  if (form === 'ndjson') return { raw, data: text.trim() === '' ? null : text };
  const lines = text.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  return { raw, data: lines.length === 0 ? null : lines.map((line) => line.slice(line[5] === ' ' ? 6 : 5)).join('\n') };
}
