import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth, fit, fitRight, truncate, wrap } from './display-width.ts';

describe('displayWidth', () => {
  test.each([
    ['', 0],
    ['plain', 5],
    ['Übersicht', 9],
    ['日本語', 6],
    ['ｆｕｌｌ', 8],
    ['한국어', 6],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['✓ ✕ ◐ ━', 7],
    ['✋', 2],
    ['a\u200Bb', 2],
  ])('%s is %i wide', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('truncate', () => {
  test('leaves what fits', () => {
    expect(truncate('日本語', 6)).toBe('日本語');
  });

  test('does not cut a wide character in two', () => {
    expect(truncate('日本語', 5)).toBe('日本…');
    expect(truncate('日本語', 4)).toBe('日…');
  });

  test('leaves no space before the ellipsis', () => {
    expect(truncate('one two three', 5)).toBe('one…');
  });

  test('never exceeds its columns, and fit always fills them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 30 }), (text, columns) => {
        expect(displayWidth(truncate(text, columns))).toBeLessThanOrEqual(columns);
        expect(displayWidth(fit(text, columns))).toBe(columns);
        expect(displayWidth(fitRight(text, columns))).toBe(columns);
      }),
    );
  });
});

describe('wrap', () => {
  test('breaks between words, and cuts only the last line', () => {
    expect(wrap('a check failed and a person is asked what to do now', 16, 3)).toEqual([
      'a check failed',
      'and a person is',
      'asked what to d…',
    ]);
    expect(wrap('short', 16, 3)).toEqual(['short']);
    expect(wrap('x'.repeat(20), 8, 3)).toEqual(['x'.repeat(8), 'x'.repeat(8), 'xxxx']);
  });

  test('loses no word as long as there are lines', () => {
    const words = fc.array(fc.stringMatching(/^[a-z日本]{1,9}$/), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 60 }), (parts, columns) => {
        const lines = wrap(parts.join(' '), columns, 100);
        expect(lines.join(' ')).toBe(parts.join(' '));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
