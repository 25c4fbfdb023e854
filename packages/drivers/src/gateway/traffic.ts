/** What has come of an answer so far. */
export interface Traffic {
  bytesIn: number;
  /** Of a stream. */
  records: number;
  /** After the request came to us; null until the head of the answer is there. */
  firstByteMs: number | null;
  /** It is not the provider that we wait for. */
  waitsForClient: boolean;
}

export const noTraffic = (): Traffic => ({ bytesIn: 0, records: 0, firstByteMs: null, waitsForClient: false });
