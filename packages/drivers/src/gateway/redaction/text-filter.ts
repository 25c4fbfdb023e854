/** A filter of a text that comes in pieces. What `write` answers may lag behind; `end` answers the rest, and the filter is over. */
export interface TextFilter {
  write(piece: string): string;
  end(): string;
}

export const redactedMark = '[redacted]';
