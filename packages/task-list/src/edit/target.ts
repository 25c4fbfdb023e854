import { findUnreadable, refusal, TaskListRefusal } from '../diagnostics/refusal.ts';
import type { Key, Task, TaskList } from '../model.ts';
import { documentOf } from '../questions/document-of.ts';
import { getTask, indexOf } from '../questions/find.ts';
import { readBody, type Body } from '../read/body.ts';
import { blockSet, type Document } from '../read/document.ts';
import type { Entry } from '../read/entry.ts';
import { headOf } from '../read/facts.ts';
import { findBox } from '../heads/head.ts';
import { outlineTitle } from '../read/outline-layout.ts';
import { readOutlineLine } from '../read/outline-lines.ts';
import type { Row, TaskTable } from '../read/task-table.ts';

/** A task that is about to be written: its public face and where its parts stand. */
export interface Target {
  readonly document: Document;
  readonly task: Task;
  readonly index: number;
  readonly entry: Entry;
  readonly head: ReturnType<typeof headOf>;
  readonly body: Body;
  /** Of a row of a table. */
  readonly cells: { readonly table: TaskTable; readonly row: Row } | undefined;
}

/** Refuses what must not be written: an unreadable file, a read-only family, a key that is not there (E132) or not one task (E101). */
export function targetOf(list: TaskList, key: Key): Target {
  assertWritable(list);
  const task = getTask(list, key);
  const document = documentOf(list);
  const index = indexOf(list, key);
  if (!key.includes('~') && document.byKey.has(`${key.toUpperCase()}~1`)) {
    throw refusal('E101', `"${key}" is the id of several tasks; expected ${key}~1, ${key}~2 and so on; nothing is changed`, {
      key,
      line: task.head.line,
      col: task.head.col,
      offset: task.head.offset,
      length: task.head.length,
    });
  }
  return targetAt(list, document, index);
}

export function targetAt(list: TaskList, document: Document, index: number): Target {
  const task = list.tasks[index];
  const entry = document.entries[index];
  if (!task || !entry) throw refusal('E132', 'no such task in this list; expected the key of a task; nothing is changed');
  const reading = { ...document, isEntry: entrySet(document) };
  return { document, task, index, entry, head: headAt(document, entry), body: readBody(reading, entry), cells: cellsAt(document, entry) };
}

function headAt(document: Document, entry: Entry): ReturnType<typeof headOf> {
  const { view } = document.source;
  if (entry.kind === 'row')
    return { id: undefined, title: outlineTitle(view, entry.headFrom, entry.headTo), box: findBox(view, entry.headFrom, entry.headTo) };
  if (entry.kind !== 'line') return headOf(document, entry);
  const line = readOutlineLine(view, entry.headFrom, entry.headTo);
  const title = outlineTitle(view, line?.textFrom ?? entry.headFrom, entry.headTo);
  if (!line) return { id: undefined, title, box: undefined };
  return {
    id: { id: line.id, form: 'dotted', from: line.idFrom, to: line.idFrom + line.id.length, marked: true, kind: '' },
    title,
    box: line.mark ? { ...line.mark, mark: view.slice(line.mark.from, line.mark.to), starred: false } : undefined,
  };
}

/** The row an entry stands for: its title cell lies in it. */
function cellsAt(document: Document, entry: Entry): Target['cells'] {
  if (entry.kind !== 'row') return undefined;
  const table = document.tables.find(({ block }) => block === entry.block);
  const row = table?.rows.find(({ from, to }) => from <= entry.headFrom && entry.headFrom <= to);
  return table && row ? { table, row } : undefined;
}

const entrySets = new WeakMap<Document, (block: number) => boolean>();

export function entrySet(document: Document): (block: number) => boolean {
  const known = entrySets.get(document) ?? blockSet(document.entries);
  entrySets.set(document, known);
  return known;
}

export function assertWritable(list: TaskList): void {
  const unreadable = findUnreadable(list);
  if (unreadable) throw new TaskListRefusal(unreadable);
  if (list.family === 'file')
    throw refusal('E133', 'a file of Backlog.md is read only; expected another family of lists; nothing is changed');
}

/** E130 at a task. */
export function noPlace(task: Task, what: string, expected: string): TaskListRefusal {
  const { line, col, offset, length } = task.head;
  return refusal('E130', `${what}; expected ${expected}; nothing is changed`, { key: task.key, line, col, offset, length });
}
