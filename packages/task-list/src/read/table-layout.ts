import { formOfText } from '../heads/task-id.ts';
import { readStatus, withEmoji } from '../dialects/statuses.ts';
import type { HeadId } from '../heads/head.ts';
import { findBox } from '../heads/head.ts';
import { fromView } from '../text/source-text.ts';
import type { Facts, Labelled } from './facts.ts';
import { headingGroups, titleHeading } from './groups.ts';
import type { Entry } from './entry.ts';
import type { Layout } from './layout.ts';
import type { Survey } from './survey.ts';
import { outlineTitle } from './outline-layout.ts';
import type { Cell, Row, TaskTable } from './task-table.ts';

/** Rows of task tables are tasks. */
export function tableLayout(file: Survey): Layout {
  const { groups, groupOf } = headingGroups(
    file,
    () => false,
    file.tables.flatMap(({ block, rows }) => (rows.length > 0 ? [block] : [])),
  );
  const entries: Entry[] = [];
  const facts: Facts[] = [];
  for (const table of file.tables) {
    for (const row of table.rows) {
      const cell = titleCell(table, row);
      const { from, to } = trimmedCell(file.source.view, cell ?? { from: row.from, to: row.from });
      entries.push({
        kind: 'row',
        block: table.block,
        end: table.block + 1,
        headFrom: from,
        headTo: to,
        level: 0,
        inside: -1,
        depth: 1,
        group: groupOf(table.block),
        sourceEnd: row.to,
      });
      facts.push(factsOf(file, table, row));
    }
  }
  return { entries, groups, loose: [], titleBlock: titleHeading(file)?.block ?? -1, unboxed: new Set(), facts };
}

export function titleCell(table: TaskTable, row: Row): Cell | undefined {
  return row.cells[table.columns.indexOf('title')];
}

export function trimmedCell(view: string, { from, to }: Cell): Cell {
  let start = from;
  let end = to;
  while (start < end && ' \t'.includes(view[start] ?? '')) start++;
  while (end > start && ' \t\r'.includes(view[end - 1] ?? '')) end--;
  return { from: start, to: end };
}

/** Text of a cell without emphasis, backticks and escapes. */
export function cellText(view: string, cell: Cell | undefined): string {
  if (!cell) return '';
  const { from, to } = trimmedCell(view, cell);
  return fromView(view.slice(from, to))
    .replace(/<!--.*?-->/gs, '')
    .replace(/\\\|/g, '|')
    .replace(/`([^`]*)`/g, '$1')
    .replace(/(\*\*|__)(?=\S)(.*?\S)\1/g, '$2')
    .replace(/(?<![\w*])([*_])(?=\S)([^*_]*\S)\1(?![\w*])/g, '$2')
    .trim();
}

const MARK_BEFORE = /^(?:⏳|⬜|🚧|🟡|🔄|✅|✔|☑|🔴|⏸|👀|❌|🚫|⏭)\ufe0f?\s*/u;

function factsOf(file: Survey, table: TaskTable, row: Row): Facts {
  const { view } = file.source;
  const idCell = row.cells[table.columns.indexOf('id')];
  const place = trimmedCell(view, titleCell(table, row) ?? { from: row.from, to: row.from });
  const hasStatus = table.columns.includes('status');
  const id = withEmoji(cellText(view, idCell));
  const mark = hasStatus
    ? undefined
    : (MARK_BEFORE.exec(id)?.[0] ?? MARK_BEFORE.exec(withEmoji(cellText(view, titleCell(table, row))))?.[0]);
  const title = outlineTitle(view, place.from, place.to);
  const box = findBox(view, place.from, place.to);
  const read = mark === undefined ? null : readStatus(mark).status;
  return {
    id: idOf(view, idCell, id.replace(MARK_BEFORE, '')),
    title: {
      ...title,
      text: cellText(view, { from: box ? box.to + 1 : place.from, to: title.to }).replace(hasStatus ? /^(?!)/ : MARK_BEFORE, ''),
      tails: [],
      suffix: mark !== undefined && read ? { from: place.from, to: place.from, text: mark.trim(), status: read } : undefined,
    },
    box,
    isError: false,
    labelled: table.columns.flatMap((role, column) => cellValue(view, table, row, column, role)),
    checks: [],
    free: '',
    criteria: [],
  };
}

function cellValue(view: string, table: TaskTable, row: Row, column: number, role: TaskTable['columns'][number]): Labelled[] {
  const cell = row.cells[column];
  if (!cell || role === 'id' || role === 'title') return [];
  const { from, to } = trimmedCell(view, cell);
  const name = table.names[column] ?? '';
  const text = role === 'status' ? statusText(name, cellText(view, cell)) : cellText(view, cell);
  if (text === '' || text === '-' || text === '–' || text === '—') return [];
  return [{ known: role ?? undefined, name, text, inline: text, items: [], spans: [{ from, to }], from, to, valueFrom: from, valueTo: to }];
}

/** A box or a yes in a cell says done. */
export function statusText(column: string, text: string): string {
  if (/^\[[xX]\]$/.test(text)) return 'completed';
  if (/^\[ ?\]$/.test(text)) return 'pending';
  if (column.toLowerCase() !== 'done') return text;
  if (/^(?:yes|y|x|true|✓|✔|☑|✅|是)\ufe0f?$/iu.test(text)) return 'completed';
  return /^(?:no|n|false|否)$/iu.test(text) ? 'pending' : text;
}

function idOf(view: string, cell: Cell | undefined, id: string): HeadId | undefined {
  if (!cell || id === '' || id === '-') return undefined;
  const { from, to } = trimmedCell(view, cell);
  return { id, form: formOfText(id), from, to, marked: true, kind: '' };
}
