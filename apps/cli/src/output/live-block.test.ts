import { describe, expect, test } from 'vitest';
import { openLiveBlock } from './live-block.ts';
import type { Outlet } from './outlet.ts';
import { colorless } from './paint.ts';

/** A terminal of the few controls that the block uses: what stands on it, line by line. */
function fakeTerminal(columns: number) {
  let lines: string[] = [''];
  let row = 0;
  let isCursorShown = true;
  let diverted: ((text: string) => void) | null = null;
  const put = (text: string) => {
    for (const character of text) {
      if (character === '\n') {
        row += 1;
        lines[row] ??= '';
      } else {
        if ((lines[row] ?? '').length >= columns) {
          row += 1;
          lines[row] = '';
        }
        lines[row] = `${lines[row] ?? ''}${character}`;
      }
    }
  };
  const write = (text: string) => {
    // oxlint-disable-next-line no-control-regex -- the controls of a terminal
    for (const [, sequence, plain] of text.matchAll(/(\u001B\[[?\d]*[A-Za-z])|([^\u001B]+)/g)) {
      if (plain !== undefined) put(plain);
      else if (sequence === '\u001B[J') lines = [...lines.slice(0, row), ''];
      else if (sequence?.endsWith('F')) row -= Number(/\d+/.exec(sequence)?.[0] ?? 1);
      else if (sequence === '\u001B[?25l') isCursorShown = false;
      else if (sequence === '\u001B[?25h') isCursorShown = true;
    }
  };
  const outlet: Outlet = {
    isTerminal: true,
    paint: colorless,
    unicode: true,
    columns: () => columns,
    rows: () => 24,
    write,
    line: (text = '') => (diverted ? diverted(text) : write(`${text}\n`)),
    bytes: () => undefined,
    divertLines: (to) => {
      diverted = to;
    },
    onResize: () => () => undefined,
  };
  return { outlet, shown: () => lines.slice(0, -1), isCursorShown: () => isCursorShown };
}

describe('the live block', () => {
  test('is drawn in place, and what is said stays above it', () => {
    const { isCursorShown, outlet, shown } = fakeTerminal(40);
    outlet.line('before');
    const block = openLiveBlock(outlet);
    block.draw(['a 1', 'b 1']);
    expect(shown()).toEqual(['before', 'a 1', 'b 1']);
    expect(isCursorShown()).toBe(false);
    block.draw(['a 2', 'b 1']);
    block.say('something happened');
    block.draw(['a 3']);
    expect(shown()).toEqual(['before', 'something happened', 'a 3']);
    block.clear();
    expect(shown()).toEqual(['before', 'something happened']);
    expect(isCursorShown()).toBe(true);
  });

  test('keeps lines of others out of it', () => {
    const { outlet, shown } = fakeTerminal(40);
    const block = openLiveBlock(outlet);
    block.draw(['a 1']);
    outlet.line('a warning of the engine');
    block.draw(['a 2']);
    expect(shown()).toEqual(['a warning of the engine', 'a 2']);
    block.clear();
    outlet.line('after');
    expect(shown()).toEqual(['a warning of the engine', 'after']);
  });

  test('finds its beginning again when its lines were wrapped', () => {
    const { outlet, shown } = fakeTerminal(10);
    const block = openLiveBlock(outlet);
    block.say('said');
    block.draw(['123456789 123456789', 'short']);
    block.draw(['new']);
    expect(shown()).toEqual(['said', 'new']);
    block.clear();
  });

  test('does nothing more once it is cleared', () => {
    const { outlet, shown } = fakeTerminal(40);
    const block = openLiveBlock(outlet);
    block.draw(['a']);
    block.clear();
    block.clear();
    block.draw(['b']);
    expect(shown()).toEqual([]);
  });
});
