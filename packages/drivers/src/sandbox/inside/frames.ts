/**
 * What the two ends of a sandbox say to each other over one stream. A frame is: length of what follows (4 bytes, big endian), kind (1 byte), number of the
 * command (4 bytes), content. The host reads what a stranger may have written, so a frame that is too long or of no known kind ends the conversation.
 */
export const frameKinds = {
  // To the inside: a request as JSON, bytes for its standard input, the end of these, the wish that it ends, a question whether anybody is there, and how
  // many seconds are left as JSON.
  start: 1,
  input: 2,
  inputEnd: 3,
  end: 4,
  ping: 5,
  life: 6,
  // To the outside: who is there as JSON, bytes of both streams, how a command ended as JSON, the answer.
  hello: 16,
  stdout: 17,
  stderr: 18,
  ended: 19,
  pong: 20,
} as const;

export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];
export interface Frame {
  readonly kind: FrameKind;
  readonly command: number;
  readonly content: Buffer;
}

export interface Hello {
  /** Where the gateway is reached inside; null without one. */
  readonly gatewayPort: number | null;
}

/** A chunk of a pipe has at most 64 KiB; requests with their environment are of that order too. */
const longestContent = 4 * 1024 * 1024;
const headBytes = 9;
const knownKinds = new Set<number>(Object.values(frameKinds));

export function encodeFrame(kind: FrameKind, command: number, content: Uint8Array = Buffer.alloc(0)): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + content.length);
  frame.writeUInt32BE(content.length + 5, 0);
  frame.writeUInt8(kind, 4);
  frame.writeUInt32BE(command, 5);
  frame.set(content, headBytes);
  return frame;
}

export const encodeJsonFrame = (kind: FrameKind, command: number, content: unknown): Buffer =>
  encodeFrame(kind, command, Buffer.from(JSON.stringify(content)));

/** Takes chunks as they come and gives whole frames. Throws for what cannot be one. */
export function frameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  return (chunk) => {
    pending.push(chunk);
    pendingBytes += chunk.length;
    if (pendingBytes < headBytes || pendingBytes < frameBytesOf(pending)) return;
    let bytes = pending.length === 1 ? chunk : Buffer.concat(pending, pendingBytes);
    while (bytes.length >= headBytes) {
      const length = frameBytesOf([bytes]);
      if (bytes.length < length) break;
      const kind = bytes.readUInt8(4);
      if (!knownKinds.has(kind)) throw new Error(`a frame of kind ${kind}`);
      onFrame({ kind: kind as FrameKind, command: bytes.readUInt32BE(5), content: bytes.subarray(headBytes, length) });
      bytes = bytes.subarray(length);
    }
    pending = bytes.length > 0 ? [bytes] : [];
    pendingBytes = bytes.length;
  };
}

/** Of the first frame, head and all. What has come is long enough for a head. */
function frameBytesOf(chunks: readonly Buffer[]): number {
  const first = chunks[0] ?? Buffer.alloc(0);
  const head = first.length >= 4 ? first : Buffer.concat(chunks);
  const length = head.readUInt32BE(0);
  if (length < 5 || length - 5 > longestContent) throw new Error(`a frame of ${length} bytes`);
  return length + 4;
}
