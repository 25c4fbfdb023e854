import type { SourceText } from '../text/source-text.ts';
import { fromView } from '../text/source-text.ts';
import { findLabel, type KnownLabel } from '../dialects/labels.ts';
import { toView } from '../text/source-text.ts';
import { at, BlockKind, type Blocks } from '../tree/blocks.ts';

export type ColumnRole = 'id' | 'title' | KnownLabel | null;

export interface Cell {
  /** Between the pipes, blanks included. */
  readonly from: number;
  readonly to: number;
}

export interface Row {
  readonly from: number;
  readonly to: number;
  readonly cells: readonly Cell[];
}

export interface TaskTable {
  readonly block: number;
  readonly columns: readonly ColumnRole[];
  readonly names: readonly string[];
  readonly header: Row;
  readonly rows: readonly Row[];
}

const IDS = new Set(['id', 'task id', 'task #', '#', 'no.', 'nr', 'key', 'ticket', '编号', '序号', '番号', '任务id', '任务编号']);
const TITLES = ['title', 'task', 'name', 'summary', 'feature', '标题', '任务', '名称', 'タイトル', 'タスク'];
const STATUSES = new Set(['status', 'state', 'done', '状态', '状態', 'ステータス', '進捗']);

/** Tables with an id and a title or status column, or a title and a status column. */
export function taskTables(source: SourceText, blocks: Blocks): TaskTable[] {
  const tables: TaskTable[] = [];
  for (let index = 0; index < blocks.length; index++) {
    if (at(blocks.kind, index) !== BlockKind.table || at(blocks.parent, index) >= 0) continue;
    const rows = rowsOf(source.view, at(blocks.from, index), at(blocks.to, index));
    const header = rows[0];
    if (!header) continue;
    const names = header.cells.map((cell) => fromView(source.view.slice(cell.from, cell.to)).replace(/[*_`]/g, '').trim());
    const columns = rolesOf(names);
    const has = (role: ColumnRole) => columns.includes(role);
    if ((has('id') && (has('title') || has('status'))) || (has('title') && has('status')))
      tables.push({ block: index, columns, names, header, rows: rows.slice(2) });
  }
  return tables;
}

function rolesOf(names: readonly string[]): ColumnRole[] {
  const lower = names.map((name) => name.toLowerCase());
  const roles: ColumnRole[] = lower.map(() => null);
  const give = (role: ColumnRole, index: number) => {
    if (index >= 0 && !roles.includes(role)) roles[index] = role;
  };
  give(
    'id',
    lower.findIndex((name) => IDS.has(name)),
  );
  give('title', TITLES.map((title) => lower.indexOf(title)).find((index) => index >= 0 && roles[index] === null) ?? -1);
  give(
    'status',
    lower.findIndex((name) => STATUSES.has(name)),
  );
  for (const [index, name] of lower.entries()) {
    if (roles[index] !== null) continue;
    const known = findLabel(toView(name));
    if (known) give(known, index);
  }
  if (!roles.includes('title')) give('title', roles.indexOf('description'));
  const description = roles.indexOf('description');
  if (!roles.includes('title') && description >= 0) roles[description] = 'title';
  return roles;
}

export function rowsOf(view: string, from: number, to: number): Row[] {
  const rows: Row[] = [];
  let start = from;
  while (start < to) {
    const newline = view.indexOf('\n', start);
    const end = newline < 0 || newline > to ? to : newline;
    const textEnd = view[end - 1] === '\r' ? end - 1 : end;
    rows.push({ from: start, to: textEnd, cells: cellsOf(view, start, textEnd) });
    start = end + 1;
  }
  return rows;
}

function cellsOf(view: string, from: number, to: number): Cell[] {
  const cells: Cell[] = [];
  let end = to;
  while (end > from && ' \t'.includes(view[end - 1] ?? '')) end--;
  let start = from;
  while (start < end && ' \t'.includes(view[start] ?? '')) start++;
  if (view[start] === '|') start++;
  for (let at = start; at < end; at++) {
    if (view[at] === '\\') at++;
    else if (view[at] === '|') {
      cells.push({ from: start, to: at });
      start = at + 1;
    }
  }
  if (start < end) cells.push({ from: start, to: end });
  return cells;
}
