import { statusWords } from '../dialects/statuses.ts';
import type { Status, TaskList } from '../model.ts';
import { fromView, toView } from '../text/source-text.ts';
import { cellText, statusText, trimmedCell } from '../read/table-layout.ts';
import type { Cell, ColumnRole } from '../read/task-table.ts';
import type { EditPlan } from './edit-plan.ts';
import type { NewStatus } from './new-status.ts';
import { statusStyle, writeStatus } from './status-style.ts';
import { refusedText } from './put-in-text.ts';
import { noPlace, type Target } from './target.ts';

/** Writes the Status cell in the table's own words. */
export function writeStatusCell(plan: EditPlan, list: TaskList, target: Target, { status, detail }: NewStatus): void {
  const { cells, document } = target;
  const column = cells?.table.columns.indexOf('status') ?? -1;
  const name = cells?.table.names[column] ?? '';
  cellOf(target, 'status', `the status of ${target.task.key}`);
  const own = name.toLowerCase() === 'done' && detail === '' ? yesOrNo(document.source.view, cells, column, status) : undefined;
  writeCell(plan, target, 'status', own ?? writeStatus(statusStyle(list), status, detail));
}

/** The cell that holds a value; E130 if the table has no column for it. */
export function cellOf({ cells, task }: Target, role: ColumnRole, what: string): Cell {
  const cell = cells?.row.cells[cells.table.columns.indexOf(role)];
  if (!cell) throw noPlace(task, `the table has no column for ${what}`, 'a table with such a column');
  return cell;
}

/** In a column named Done the words of the table are yes and no. */
function yesOrNo(view: string, cells: Target['cells'], column: number, status: Status): string | undefined {
  if (status !== 'completed' && status !== 'pending') return undefined;
  for (const row of cells?.table.rows ?? []) {
    const text = cellText(view, row.cells[column]);
    if (text !== '' && statusText('done', text) === status && text !== statusWords[status][0]) return text;
  }
  return undefined;
}

/** Puts a text into the cell of a column; its blanks give or take so that the width stays if it can, one at least on each side. */
export function writeCell(plan: EditPlan, target: Target, role: ColumnRole, text: string): void {
  const { view } = target.document.source;
  const cell = cellOf(target, role, String(role));
  plan.replace(cell.from, cell.to, paddedCell(view, cell, text, widthLike(target, role, cell)));
}

/**
 * How wide a cell should stay. One with single blanks may have grown for a longer word: in a table whose other cells are of one width it
 * goes back to that, and where cells are as wide as their text it stays so. Thus an older word brings the older bytes back.
 */
function widthLike({ document, cells }: Target, role: ColumnRole, cell: Cell): number {
  const { view } = document.source;
  const own = widthOf(view.slice(cell.from, cell.to));
  const { from, to } = trimmedCell(view, cell);
  if (!cells || from - cell.from !== 1 || cell.to - to !== 1) return own;
  const column = cells.table.columns.indexOf(role);
  const others = [cells.table.header, ...cells.table.rows].flatMap((row) => (row === cells.row ? [] : (row.cells[column] ?? [])));
  const widths = new Set(others.map((other) => widthOf(view.slice(other.from, other.to))));
  const [shared = Infinity] = widths;
  return widths.size === 1 && shared <= own ? shared : 0;
}

/** Refuses (E140) what a cell would say otherwise than it was meant. */
export function mustReadBack(written: string, text: string): void {
  if (cellText(written, { from: 0, to: written.length }) !== text)
    throw refusedText(`"${text}"`, 'holds emphasis, which cells lose', 'plain text');
}

export function paddedCell(view: string, cell: Cell, text: string, width = widthOf(view.slice(cell.from, cell.to))): string {
  const written = toView(text.replaceAll('|', '\\|'));
  const { from, to } = trimmedCell(view, cell);
  const isEmpty = from >= to;
  const before = isEmpty ? ' ' : view.slice(cell.from, from) || ' ';
  const after = isEmpty ? ' ' : view.slice(to, cell.to) || ' ';
  const spare = width - widthOf(written) - widthOf(before) - widthOf(after);
  if (before.length > 1 && after.length === 1) return ' '.repeat(Math.max(1, before.length + spare)) + written + after;
  if (before.length > 1) return aroundMiddle(written, before.length + after.length + spare);
  return before + written + ' '.repeat(Math.max(1, after.length + spare));
}

function aroundMiddle(written: string, blanks: number): string {
  const left = Math.max(1, Math.floor(blanks / 2));
  return ' '.repeat(left) + written + ' '.repeat(Math.max(1, blanks - left));
}

function widthOf(view: string): number {
  return Array.from(fromView(view)).length;
}
