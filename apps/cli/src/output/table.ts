import { stripVTControlCharacters } from 'node:util';
import { displayWidth, fit, fitRight, truncate } from './display-width.ts';
import type { Paint } from './paint.ts';

export interface Column<Row> {
  title: string;
  /** Safe text without color. */
  text: (row: Row) => string;
  align?: 'left' | 'right';
  /** Gives up width first, down to this; without it the column keeps its width. */
  shrinksTo?: number;
  /** Left out altogether below this many columns of the terminal. */
  fromColumns?: number;
  /** Colors the finished cell. */
  style?: (row: Row, cell: string) => string;
}

const gap = 2;

/** Lines of a table that fits the terminal: columns that may be left out go first, then those that may shrink get an ellipsis. */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: { columns: number; paint: Paint },
): string[] {
  const shown = columns.filter((column) => options.columns >= (column.fromColumns ?? 0));
  const widths = shown.map((column) => Math.max(displayWidth(column.title), ...rows.map((row) => displayWidth(column.text(row)))));
  shrink(shown, widths, options.columns);
  const line = (cell: (column: Column<Row>, width: number, isLast: boolean) => string): string => {
    const whole = shown.map((column, index) => cell(column, widths[index] ?? 0, index === shown.length - 1)).join(' '.repeat(gap));
    return stripVTControlCharacters(whole) === whole ? whole.trimEnd() : whole;
  };
  const place = (column: Column<Row>, text: string, width: number, isLast: boolean): string =>
    column.align === 'right' ? fitRight(text, width) : isLast ? truncate(text, width) : fit(text, width);
  return [
    line((column, width, isLast) => options.paint.faint(place(column, column.title, width, isLast))),
    ...rows.map((row) =>
      line((column, width, isLast) => {
        const cell = place(column, column.text(row), width, isLast);
        return column.style ? column.style(row, cell) : cell;
      }),
    ),
  ];
}

function shrink<Row>(columns: readonly Column<Row>[], widths: number[], available: number): void {
  let over = widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1) - (available - 1);
  while (over > 0) {
    // The widest of those that may, one column at a time, so that they end up alike.
    let widest = -1;
    for (const [index, width] of widths.entries()) {
      const least = columns[index]?.shrinksTo;
      if (least !== undefined && width > least && width > (widths[widest] ?? -1)) widest = index;
    }
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 1) - 1;
    over -= 1;
  }
}
