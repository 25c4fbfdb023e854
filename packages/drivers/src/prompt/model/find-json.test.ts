import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findJson } from './find-json.ts';

const objects = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }))
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);

describe('an object is found', () => {
  test('whatever words, fences and thoughts stand around it', () => {
    const words = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '`', '"', '.', '}', '<', '>') });
    fc.assert(
      fc.property(objects, words, words, fc.boolean(), (object, before, after, fenced) => {
        const text = JSON.stringify(object, null, fenced ? 2 : 0);
        const answer = `${before.replaceAll('{', '')}\n${fenced ? `\`\`\`json\n${text}\n\`\`\`` : text}\n${after}`;
        expect(findJson(answer)).toEqual({ value: object });
      }),
    );
  });

  test.each([
    ['<think>{"a":0}</think>{"a":1}', { a: 1 }],
    [' <thinking>\nhm\n</thinking>\n```json\n{"a":1}\n```', { a: 1 }],
    ['Like {this}: {"a":"}"} and {"b":2}', { a: '}' }],
    [String.raw`{"a":"\"}{"}`, { a: '"}{' }],
  ])('%j', (answer, value) => {
    expect(findJson(answer)).toEqual({ value });
  });
});

describe('what is none is named', () => {
  test.each([
    ['', /is empty/],
    ['   \n', /is empty/],
    ['<think>all the time', /is empty/],
    ['Certainly!', /prose/],
    ['[1, 2]', /not an object/],
    ['"text"', /not an object/],
    ['{"a": 1, "b": [', /breaks off/],
    ['{"a": "never closed', /breaks off/],
    ["{'a': 1}", /no valid JSON/],
  ])('%j', (answer, problem) => {
    expect(findJson(answer)).toEqual({ problem: expect.stringMatching(problem) });
  });

  test('it never throws, and takes no time', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '"', '\\', 'a', ':', '<think>') }), (text) => {
        expect(Object.keys(findJson(text))).toHaveLength(1);
      }),
    );
    const began = performance.now();
    for (const nasty of ['{', '{}', '{"', '}{', '\\']) findJson(nasty.repeat(1_000_000));
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
