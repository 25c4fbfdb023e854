import { writeSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from './display-width.ts';
import type { Outlet } from './outlet.ts';

const hideCursor = '\u001B[?25l';
const showCursor = '\u001B[?25h';
/** Terminals that know it show a redraw all at once; others ignore it. */
const beginUpdate = '\u001B[?2026h';
const endUpdate = '\u001B[?2026l';

export interface LiveBlock {
  /** Puts these lines in place of the last ones. */
  draw(lines: readonly string[]): void;
  /** A line above the block, which stays in the terminal's history. */
  say(line: string): void;
  /** Leaves nothing of the block, and gives the cursor back. */
  clear(): void;
}

/**
 * Lines at the lower end of a terminal that are written again in place. What was said before stays above, since nothing is cleared but
 * the block itself. The cursor comes back at every exit of the process, also one by `process.exit`.
 */
export function openLiveBlock(outlet: Outlet): LiveBlock {
  let drawn: readonly string[] = [];
  let isOpen = true;
  const restore = () => {
    // At exit nothing asynchronous is written any more.
    if (isOpen) writeSync(2, showCursor);
    isOpen = false;
  };
  process.once('exit', restore);
  outlet.write(hideCursor);

  /** Goes to where the block begins and clears from there; a terminal that became narrower has wrapped its lines. */
  const erase = (): string => {
    const columns = outlet.columns();
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(stripVTControlCharacters(line)) / columns)), 0);
    return rows > 0 ? `\u001B[${rows}F\u001B[J` : '';
  };
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

  const say = (line: string) => outlet.write(isOpen ? `${beginUpdate}${erase()}${line}\n${text(drawn)}${endUpdate}` : `${line}\n`);
  // Whatever else is said meanwhile, such as a warning of the engine, must not land in the middle of the block.
  outlet.divertLines(say);
  return {
    draw: (lines) => {
      if (!isOpen) return;
      outlet.write(`${beginUpdate}${erase()}${text(lines)}${endUpdate}`);
      drawn = lines;
    },
    say,
    clear: () => {
      if (!isOpen) return;
      isOpen = false;
      process.off('exit', restore);
      outlet.divertLines(null);
      outlet.write(`${erase()}${showCursor}`);
      drawn = [];
    },
  };
}
