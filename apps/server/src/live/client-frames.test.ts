import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFrameReader } from './client-frames.ts';

describe('createFrameReader', () => {
  test('reads the frames of the protocol', () => {
    const read = createFrameReader(() => 0);
    expect(read('{"type":"ping"}')).toEqual({ type: 'ping' });
    expect(read('{"type":"subscribe"}')).toEqual({ type: 'subscribe', after: {}, snapshot: false });
    expect(read('{"type":"subscribe","projects":["a/b"],"after":{"a/b":3}}')).toEqual({
      type: 'subscribe',
      projects: ['a/b'],
      after: { 'a/b': 3 },
      snapshot: false,
    });
  });

  test('answers undefined to anything else, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant(undefined)), (text) => {
        expect(createFrameReader(() => 0)(text)).toBeUndefined();
      }),
    );
  });

  test('a name that every object has is a project like others', () => {
    const frame = createFrameReader(() => 0)('{"type":"subscribe","after":{"constructor":1,"toString":2}}');
    expect(frame).toEqual({ type: 'subscribe', after: { constructor: 1, toString: 2 }, snapshot: false });
  });

  test('takes thirty at once and two a second', () => {
    let now = 0;
    const read = createFrameReader(() => now);
    const readMany = () => Array.from({ length: 40 }, () => read('{"type":"ping"}')).filter(Boolean).length;
    expect(readMany()).toBe(30);
    now += 100_000;
    expect(readMany()).toBe(30);
    now += 20_000;
    expect(readMany()).toBe(30);
  });
});
