import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxLineLength, plainText } from './plain-text.ts';

describe('plainText', () => {
  test.each([
    ['plain', 'plain'],
    ['\u001B[31mred\u001B[0m and \u001B[1;38;5;196mmore\u001B[m', 'red and more'],
    ['\u001B[2J\u001B[H\u001B[?25lcleared', 'cleared'],
    ['\u001B]0;a title\u0007text', 'text'],
    ['\u001B]8;;https://evil.test\u001B\\link\u001B]8;;\u001B\\', 'link'],
    ['\u001BPdevice\u001B\\after', 'after'],
    ['\u009B31mc1\u009B0m', 'c1'],
    ['\u001B(Bcharset', 'charset'],
    ['10 %\r55 %\r100 %', '100 %'],
    ['ends with a return\r', 'ends with a return'],
    ['\u001B[31munfinished\u001B[', 'unfinished'],
    ['\u001B]0;never ends', ''],
    ['a\tb\u0000c\bd\u007Fe', 'a  bcde'],
    ['abc\u202Etxt.exe', 'abctxt.exe'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['grüße 日本語 🙂', 'grüße 日本語 🙂'],
  ])('%j reads «%s»', (line, text) => expect(plainText(line)).toMatchObject({ text, cut: 0 }));

  test.each([
    ['10 %\r55 %\r100 %', 2],
    ['windows\r', 0],
    ['\r\rtwice at the start', 0],
    [Array.from({ length: 412 }, (_, n) => `${n} %`).join('\r'), 411],
  ])('%j was written over %d times', (line, rewrites) => expect(plainText(line).rewrites).toBe(rewrites));

  test('says how much it leaves out', () => {
    expect(plainText('x'.repeat(maxLineLength + 400))).toMatchObject({ text: 'x'.repeat(maxLineLength), cut: 400 });
    expect(plainText('abc\u001B[1mdef', 4)).toMatchObject({ text: 'abcd', cut: 2 });
  });

  test('leaves no control character, whatever comes', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        '\u001B',
        '[',
        ']',
        ';',
        '3',
        'm',
        '\r',
        '\n',
        '\u0007',
        '\\',
        '\u009B',
        '\u009D',
        'P',
        'x',
        '\u202E',
        '\u0000',
        '(',
        ' ',
      ),
    });
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (line) => {
        const { text } = plainText(line);
        const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
        expect(codes.filter((code) => code < 0x20 || (code >= 0x7f && code <= 0x9f))).toEqual([]);
      }),
      { numRuns: 700 },
    );
  });

  test.each([
    ['one endless parameter', `\u001B[${'1;'.repeat(200_000)}m`],
    ['many sequences', '\u001B[1m'.repeat(100_000)],
    ['many unfinished strings', '\u001B]'.repeat(200_000)],
    ['many returns', 'x\r'.repeat(200_000)],
  ])('%s of 400 KB takes no time', (_, line) => {
    const start = performance.now();
    plainText(line);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
