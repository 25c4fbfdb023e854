/** The first row is the header. Numbers stand to the right, as all but the first column hold numbers. */
export type Table = readonly (readonly string[])[];

export function textTable(table: Table): string {
  const widths = widthsOf(table);
  return table.map((row) => row.map((cell, column) => aligned(cell, column, widths)).join('  ')).join('\n');
}

export function markdownTable(table: Table): string {
  const widths = widthsOf(table);
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => aligned(cell, column, widths)).join(' | ')} |`;
  const [header = [], ...rows] = table;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}

const aligned = (cell: string, column: number, widths: readonly number[]): string =>
  column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);

const widthsOf = (table: Table): number[] =>
  (table[0] ?? []).map((_, column) => Math.max(3, ...table.map((row) => (row[column] ?? '').length)));

/** Of no numbers: not a number. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
