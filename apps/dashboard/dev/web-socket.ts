import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The few frames a fixture needs: text both ways and close. No fragments, no compression. */
export interface FixtureSocket {
  send(value: unknown): void;
  close(code: number): void;
  /** As a pulled cable. */
  cut(): void;
}

export function acceptSocket(
  request: IncomingMessage,
  stream: Duplex,
  handlers: { onMessage: (text: string) => void; onClose: () => void },
): FixtureSocket {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  stream.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  let rest = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let frame = takeFrame(rest); frame; frame = takeFrame(rest)) {
      rest = rest.subarray(frame.length);
      if (frame.opcode === 1) handlers.onMessage(frame.payload.toString());
      if (frame.opcode === 8) stream.end(frameOf(8, frame.payload));
    }
  });
  stream.on('close', handlers.onClose);
  stream.on('error', () => stream.destroy());
  return {
    send: (value) => stream.write(frameOf(1, Buffer.from(JSON.stringify(value)))),
    close: (code) => {
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      stream.end(frameOf(8, payload));
    },
    cut: () => stream.destroy(),
  };
}

function frameOf(opcode: number, payload: Buffer): Buffer {
  const head =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, payload.length])
      : payload.length < 65_536
        ? Buffer.from([0x80 | opcode, 126, payload.length >> 8, payload.length & 0xff])
        : Buffer.from([0x80 | opcode, 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (payload.length >>> shift) & 0xff)]);
  return Buffer.concat([head, payload]);
}

function takeFrame(data: Buffer): { opcode: number; payload: Buffer; length: number } | undefined {
  if (data.length < 6) return undefined;
  const opcode = (data[0] ?? 0) & 0x0f;
  const short = (data[1] ?? 0) & 0x7f;
  const [size, start] = short === 126 ? [data.readUInt16BE(2), 4] : [short, 2];
  if (short === 127 || data.length < start + 4 + size) return undefined;
  const mask = data.subarray(start, start + 4);
  const payload = Buffer.from(data.subarray(start + 4, start + 4 + size));
  for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
  return { opcode, payload, length: start + 4 + size };
}
