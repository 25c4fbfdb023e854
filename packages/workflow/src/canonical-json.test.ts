import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, inputHash } from './index.ts';

describe('canonicalJson', () => {
  test('orders keys at every depth and leaves out what is undefined', () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'é"\n', z: undefined, '10': true, '9': -0 })).toBe(
      '{"10":true,"9":0,"a":"é\\"\\n","b":[{"c":null,"d":1}]}',
    );
  });

  test('says the same value as JSON.stringify does, whatever the order of the keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  test.each([
    [{ a: [1, Number.NaN] }, '$.a[1] is NaN, which JSON cannot hold'],
    [{ when: new Date(0) }, '$.when is Date, not a plain object; give its JSON form'],
    [{ run: () => 1 }, '$.run is of type function, which JSON cannot hold'],
    [[undefined], '$[0] is of type undefined, which JSON cannot hold'],
    [10n, '$ is of type bigint, which JSON cannot hold'],
    [circle(), '$.self contains itself'],
    [Object.create({ inherited: 1 }), '$ is Object, not a plain object; give its JSON form'],
  ])('refuses %o', (value, message) => {
    expect(() => canonicalJson(value)).toThrow(new TypeError(message));
  });

  test('the same object twice is no circle, and an object without a prototype is plain', () => {
    const twice = { a: 1 };
    expect(canonicalJson([twice, twice])).toBe('[{"a":1},{"a":1}]');
    expect(canonicalJson(Object.assign(Object.create(null) as object, { b: 1 }))).toBe('{"b":1}');
  });

  test('holes of a list are refused like undefined', () => {
    // oxlint-disable-next-line no-sparse-arrays -- the case
    expect(() => canonicalJson([1, , 2])).toThrow('$[1] is of type undefined');
  });
});

describe('inputHash', () => {
  test('is the SHA-256 of the canonical text', () => {
    expect(inputHash({ b: 1, a: 2 })).toBe(createHash('sha256').update('{"a":2,"b":1}').digest('hex'));
    expect(inputHash({ a: 2, b: 1 })).toBe(inputHash({ b: 1, a: 2 }));
    expect(inputHash({ a: 2, b: 2 })).not.toBe(inputHash({ b: 1, a: 2 }));
  });
});

function circle(): object {
  const loop: { self?: object } = {};
  loop.self = loop;
  return loop;
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
