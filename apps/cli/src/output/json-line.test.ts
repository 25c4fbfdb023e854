import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonLine } from './json-line.ts';

test('is the same value for a program, and one harmless line for a terminal', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
      const value: unknown = JSON.parse(json);
      const line = jsonLine(value);
      expect(JSON.parse(line)).toEqual(value);
      // oxlint-disable-next-line no-control-regex -- control characters are what we look for
      expect(line).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E]/);
    }),
  );
});

test('escapes what JSON would leave', () => {
  expect(jsonLine({ title: '\u009B2J \u202Eevil' })).toBe(String.raw`{"title":"\u009b2J \u202eevil"}`);
});
