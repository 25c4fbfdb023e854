import { refusal } from '../diagnostics/refusal.ts';
import type { NewTask, TaskList } from '../model.ts';
import { cellText } from '../read/table-layout.ts';
import type { ColumnRole } from '../read/task-table.ts';
import { givenFields } from './new-fields.ts';
import type { HeadText } from './new-head.ts';
import { statusStyle, writeStatus } from './status-style.ts';
import { priorityLike } from './priority-like.ts';
import { mustReadBack, paddedCell } from './table-cell.ts';
import { noPlace, type Target } from './target.ts';

/** Ids that mean something in this table; `#8` points elsewhere. */
const WELL_FORMED =
  /^(?:\d{1,6}[a-z]{0,3}(?:\.\d{1,6}[a-z]{0,3})*|[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*-?\d{1,6}(?:\.\d{1,6})*[A-Za-z]{0,2})$/;

export const isRowId = (id: string): boolean => WELL_FORMED.test(id);

/** A new row in the pipe style of its neighbor, in view form. */
export function rowLike(list: TaskList, sample: Target, { id, title, mark }: HeadText, task: NewTask): string {
  const { cells, document } = sample;
  const { view } = document.source;
  if (!cells) throw noPlace(sample.task, 'this row has no cells', 'a row of a table');
  if (id === null || !isRowId(sample.task.id ?? ''))
    throw refusal('E131', 'the ids of this table point elsewhere or are missing; expected ids of its own; no row is added', {
      key: sample.task.key,
    });
  const { table, row } = cells;
  if (!table.columns.includes('title') || row.cells.length <= Math.max(table.columns.indexOf('title'), table.columns.indexOf('id')))
    throw noPlace(sample.task, 'the table has no column for a title', 'a table with a Title column');
  const given = new Map(givenFields(list, task).map((field) => [field.label as ColumnRole, field.value]));
  let line = '';
  let at = row.from;
  for (const [column, cell] of row.cells.entries()) {
    const role = table.columns[column] ?? null;
    const text =
      role === 'id'
        ? id
        : role === 'title'
          ? title + mark
          : role === 'status'
            ? statusWord(list, table.names[column] ?? '')
            : cellValue(given.get(role), cellText(view, cell));
    const padded = paddedCell(view, cell, text);
    mustReadBack(padded, text);
    line += view.slice(at, cell.from) + padded;
    at = cell.to;
  }
  return line + view.slice(at, row.to).replace(/[ \t\r]+$/, '');
}

function statusWord(list: TaskList, column: string): string {
  return column.toLowerCase() === 'done' ? '' : writeStatus(statusStyle(list), 'pending', '');
}

/** A value in the words of the neighbor (`P1`, `高`); `-` where the neighbor writes so for nothing. */
function cellValue(value: string | undefined, neighbor: string): string {
  if (value === undefined) return neighbor === '-' ? '-' : '';
  return priorityLike(value, neighbor);
}
