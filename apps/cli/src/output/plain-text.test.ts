import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

describe('plainText', () => {
  test.each([
    ['a plain line', 'a plain line'],
    ['\u001B[31mred\u001B[0m', 'red'],
    ['\u009B31mred', 'red'],
    ['before\u001B]0;a title\u0007after', 'beforeafter'],
    ['before\u001B]8;;https://example.org\u001B\\link\u001B]8;;\u001B\\', 'beforelink'],
    ['\u001BP+q544e\u001B\\x', 'x'],
    ['\u001B(Bx', 'x'],
    ['\u001B', ''],
    ['a\u001B[', 'a'],
    ['bell\u0007 and back\b\b', 'bell and back'],
    ['two\nlines\tand a tab', 'two lines and a tab'],
    ['10 %\r20 %\r30 %', '30 %'],
    ['a line of Windows\r', 'a line of Windows'],
    ['safe\u202Etxt.exe', 'safetxt.exe'],
    ['日本語 👩‍👩‍👧', '日本語 👩‍👩‍👧'],
  ])('%j', (text, shown) => {
    expect(plainText(text)).toBe(shown);
  });

  test('never lets a control character through', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('\u001B', '[', ']', 'P', '(', '\\', '\u009B', '\u009D', '\u0007', '\n', '\r', 'm', '1', ';', 'x', '\u202E'),
    });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), nasty), (text) => {
        // oxlint-disable-next-line no-control-regex -- control characters are what we look for
        expect(plainText(text)).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
      }),
    );
  });

  test('keeps everything of a text without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(plainText(text)).toBe(text);
      }),
    );
  });

  test('is quick with a hostile line', () => {
    const since = performance.now();
    plainText('\u001B]'.repeat(1_000_000));
    plainText(`\u001B[${'1;'.repeat(1_000_000)}`);
    expect(performance.now() - since).toBeLessThan(200);
  });

  test('cuts a very long line and says so', () => {
    expect(plainText('x'.repeat(20_000))).toMatch(/x… \(3616 more characters\)$/);
  });
});
