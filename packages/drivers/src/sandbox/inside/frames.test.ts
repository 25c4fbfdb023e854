import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Frame, type FrameKind, encodeFrame, frameKinds, frameReader } from './frames.ts';

const kinds = Object.values(frameKinds) as FrameKind[];
const anyFrame = fc.record({
  kind: fc.constantFrom(...kinds),
  command: fc.nat({ max: 2 ** 32 - 1 }),
  content: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});

describe('frames', () => {
  test('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (frames, cuts) => {
        const bytes = Buffer.concat(frames.map((one) => encodeFrame(one.kind, one.command, one.content)));
        const read: Frame[] = [];
        const take = frameReader((frame) => read.push({ ...frame, content: Buffer.from(frame.content) }));
        for (let at = 0, cut = 0; at < bytes.length; cut += 1) {
          const length = cuts[cut % cuts.length] ?? 1;
          take(bytes.subarray(at, at + length));
          at += length;
        }
        expect(read).toEqual(frames);
      }),
    );
  });

  test('of strangers that are none are refused, whatever they are', () => {
    const read = (bytes: Buffer) => frameReader(() => {})(bytes);
    expect(() => read(Buffer.from('GET / HTTP/1.1\r\n'))).toThrow(/a frame of \d+ bytes/);
    expect(() => read(encodeFrame(99 as FrameKind, 1))).toThrow('a frame of kind 99');
    expect(() => read(Buffer.from([0, 0, 0, 1, 17, 0, 0, 0, 1]))).toThrow('a frame of 1 bytes');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const said = thrownBy(() => read(Buffer.from(bytes))) ?? 'a frame of nothing';
        expect(said).toMatch(/^a frame of /);
      }),
    );
  });
});

function thrownBy(body: () => void): string | undefined {
  try {
    body();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
