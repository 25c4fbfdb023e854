/** A run of lines that were changed together: what stands there now, and what stood there before. */
export interface ChangeGroup {
  /** Of the text as it is now: the first line, from 0, and how many. */
  readonly at: number;
  readonly lines: number;
  readonly before: readonly string[];
}

/** More to compare than this is one change: finding more would take longer than a run. */
const mostCells = 4_000_000;

/** Where two texts differ, from top to bottom. Line ends belong to their lines. */
export function changeGroups(before: string, now: string): ChangeGroup[] {
  const old = linesOf(before);
  const new_ = linesOf(now);
  const start = sharedStart(old, new_);
  const end = sharedStart(old.slice(start).toReversed(), new_.slice(start).toReversed());
  const [from, to] = [old.slice(start, old.length - end), new_.slice(start, new_.length - end)];
  if (from.length === 0 && to.length === 0) return [];
  if (from.length * to.length > mostCells) return [{ at: start, lines: to.length, before: from }];
  return groupsOf(from, to, start);
}

/** The text as it would be without these changes. */
export function withoutGroups(now: string, groups: readonly ChangeGroup[]): string {
  const lines = linesOf(now);
  for (const { at, before, lines: count } of groups.toSorted((a, b) => b.at - a.at)) lines.splice(at, count, ...before);
  return lines.join('');
}

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function sharedStart(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

/** Along the longest sequence of lines that both have. */
function groupsOf(from: readonly string[], to: readonly string[], start: number): ChangeGroup[] {
  const width = to.length + 1;
  const longest = new Uint32Array((from.length + 1) * width);
  const cell = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = from.length - 1; row >= 0; row -= 1)
    for (let column = to.length - 1; column >= 0; column -= 1)
      longest[row * width + column] =
        from[row] === to[column] ? cell(row + 1, column + 1) + 1 : Math.max(cell(row + 1, column), cell(row, column + 1));
  const groups: ChangeGroup[] = [];
  let [row, column] = [0, 0];
  while (row < from.length || column < to.length) {
    const [firstRow, firstColumn] = [row, column];
    while ((row < from.length || column < to.length) && !(row < from.length && column < to.length && from[row] === to[column])) {
      if (column < to.length && (row >= from.length || cell(row, column + 1) >= cell(row + 1, column))) column += 1;
      else row += 1;
    }
    if (row > firstRow || column > firstColumn)
      groups.push({ at: start + firstColumn, lines: column - firstColumn, before: from.slice(firstRow, row) });
    row += 1;
    column += 1;
  }
  return groups;
}
