import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText } from './plain-text.ts';
import { terminalColors } from './terminal-style.ts';

/** `text` with a mark in front of what is painted: `{red bold}`. */
function marked(line: string): string {
  const { paints, text } = plainText(line);
  let said = '';
  let from = 0;
  for (const { at, style } of paints) {
    const words = [style.color, style.bold && 'bold', style.dim && 'dim', style.italic && 'italic', style.underline && 'underline'];
    said += `${text.slice(from, at)}{${words.filter(Boolean).join(' ')}}`;
    from = at;
  }
  return said + text.slice(from);
}

describe('the colors of a terminal', () => {
  test.each([
    ['\u001B[31mred\u001B[0m and', '{red}red{} and'],
    ['\u001B[1;32mgood\u001B[22m thin\u001B[39m none', '{green bold}good{green} thin{} none'],
    ['\u001B[38;5;196mA\u001B[38;2;20;30;250mB\u001B[38;5;244mC', '{red}A{blue}B{}C'],
    ['\u001B[91mbright\u001B[m', '{red}bright'],
    ['\u001B[48;5;196mground\u001B[0m', 'ground'],
    ['\u001B[30;40mhidden', '{black}hidden'],
    ['\u009B4mc1', '{underline}c1'],
    ['\u001B[31m\u001B[32mlast', '{green}last'],
    ['\u001B[33m10 %\r\u001B[32mdone', '{green}done'],
    ['\u001B[33m10 %\r100 %', '{yellow}100 %'],
    ['\u001B[2Kcleared', 'cleared'],
    ['\u001B[999mno such', 'no such'],
  ])('%j is «%s»', (line, said) => expect(marked(line)).toBe(said));

  test('sequences that are too long paint nothing, and take no time', () => {
    const began = performance.now();
    expect(plainText(`\u001B[${'31;'.repeat(130_000)}mtext`).paints).toEqual([]);
    expect(plainText(`${'\u001B[31m\u001B[32m'.repeat(60_000)}text`).paints).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(3000);
  });

  test('paints stand in order, inside of the text, and change something', () => {
    const pieces = fc.constantFrom('\u001B[31m', '\u001B[0m', '\u001B[1m', '\u001B[38;5;70m', 'x', 'yy', '\t', '\r', '\u001B[', '\u001B[3');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const { paints, text } = plainText(parts.join(''));
        const places = paints.map(({ at }) => at);
        expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
        expect(places.every((at) => at >= 0 && at < text.length)).toBe(true);
        expect(paints.every(({ style }) => style.color === null || terminalColors.includes(style.color))).toBe(true);
      }),
    );
  });
});
