import { statusWords } from '../dialects/statuses.ts';
import type { Status, TaskList } from '../model.ts';
import { fromView, toView } from '../text/source-text.ts';
import { cellText, statusText, trimmedCell } from '../read/table-layout.ts';
import type { Cell, ColumnRole } from '../read/task-table.ts';
import type { EditPlan } from './edit-plan.ts';
import type { NewStatus } from './new-status.ts';
import { statusStyle, writeStatus } from './status-style.ts';
import { noPlace, type Target } from './target.ts';

/** Writes the Status cell in the table's own words. */
export function writeStatusCell(plan: EditPlan, list: TaskList, target: Target, { status, detail }: NewStatus): void {
  const { cells, document } = target;
  const column = cells?.table.columns.indexOf('status') ?? -1;
  const name = cells?.table.names[column] ?? '';
  const cell = cellOf(target, 'status', `the status of ${target.task.key}`);
  const own = name.toLowerCase() === 'done' && detail === '' ? yesOrNo(document.source.view, cells, column, status) : undefined;
  writeCell(plan, document.source.view, cell, own ?? writeStatus(statusStyle(list), status, detail));
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

/** Puts a text into a cell; its blanks give or take so that the width stays if it can, one at least on each side. */
export function writeCell(plan: EditPlan, view: string, cell: Cell, text: string): void {
  plan.replace(cell.from, cell.to, paddedCell(view, cell, text));
}

export function paddedCell(view: string, cell: Cell, text: string): string {
  const written = toView(text.replaceAll('|', '\\|'));
  const { from, to } = trimmedCell(view, cell);
  const isEmpty = from >= to;
  const width = widthOf(view.slice(cell.from, cell.to));
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
