import fc from 'fast-check';
import { applyEdits, parse, setStatus, TaskListRefusal, type Status, type Task, type TaskList } from '../src/index.ts';
import { byteText } from './variants.ts';
import { writeKey } from './status-laws.ts';

/** What a person does to the file meanwhile; `pick` and `other` are counted around. */
export interface HumanEdit {
  readonly kind:
    | 'reword'
    | 'retitle'
    | 'note'
    | 'move'
    | 'delete'
    | 'copy'
    | 'status'
    | 'line ends'
    | 'renumber'
    | 'blank'
    | 'final newline';
  readonly pick: number;
  readonly other: number;
  readonly status: Status;
}

export const humanEdits: fc.Arbitrary<HumanEdit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<HumanEdit['kind']>(
      'reword',
      'retitle',
      'note',
      'note',
      'move',
      'delete',
      'copy',
      'status',
      'status',
      'line ends',
      'renumber',
      'blank',
      'final newline',
    ),
    pick: fc.nat(1000),
    other: fc.nat(1000),
    status: fc.constantFrom<Status>('pending', 'active', 'completed', 'blocked', 'canceled'),
  }),
  { minLength: 1, maxLength: 4 },
);

const bytesOfText = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** The file after what people did to it. */
export function edited(start: TaskList, edits: readonly HumanEdit[]): Uint8Array {
  let list = start;
  for (const edit of edits) list = parse(once(list, edit), { dialect: start.dialect });
  return list.bytes;
}

function once(list: TaskList, edit: HumanEdit): Uint8Array {
  const text = byteText(list.bytes);
  const task = list.tasks[edit.pick % Math.max(1, list.tasks.length)];
  const other = list.tasks[edit.other % Math.max(1, list.tasks.length)];
  if (!task || !other) return list.bytes;
  const lines = text.split('\n');
  const line = edit.pick % lines.length;
  switch (edit.kind) {
    case 'reword':
      return bytesOfText(
        lines.map((one, index) => (index === line && /[a-z]$/.test(one) && !/[:|-]\s/.test(one) ? `${one} soon` : one)).join('\n'),
      );
    case 'retitle': {
      const end = headEnd(text, task);
      return bytesOfText(`${text.slice(0, end)} today${text.slice(end)}`);
    }
    case 'note':
      return bytesOfText([...lines.slice(0, line), `A note of ana, number ${edit.other}.`, ...lines.slice(line)].join('\n'));
    case 'blank':
      return bytesOfText([...lines.slice(0, line), '', ...lines.slice(line)].join('\n'));
    case 'delete':
      return bytesOfText(without(text, task));
    case 'copy':
      return bytesOfText(withBlock(text, blockOf(text, task), other));
    case 'move':
      return other.source.offset > task.source.offset + task.source.length || other.source.offset < task.source.offset
        ? bytesOfText(moved(text, task, other))
        : list.bytes;
    case 'status':
      return withStatus(list, task, edit.status);
    case 'line ends':
      return bytesOfText(text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll('\n', '\r\n'));
    case 'renumber':
      return bytesOfText(renumbered(text, task));
    case 'final newline':
      return bytesOfText(text.endsWith('\n') ? text.replace(/[\r\n]+$/, '') : `${text}\n`);
  }
}

/** After the last word of a title, before whatever says a status. */
function headEnd(text: string, { head }: Task): number {
  const written = text.slice(head.offset, head.offset + head.length);
  const newline = written.indexOf('\n');
  const first = newline < 0 ? written : written.slice(0, newline);
  const end = /^(.*?)(?:\s*(?:\((?:Status|Dependencies|INJECTED|REPLACED).*|\xe2\x9c\x85.*|#*\s*))?$/s.exec(first)?.[1] ?? first;
  return head.offset + end.length;
}

const lineStartOf = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

function rangeOf(text: string, { source }: Task): { from: number; to: number } {
  const end = text.indexOf('\n', source.offset + source.length);
  return { from: lineStartOf(text, source.offset), to: end < 0 ? text.length : end + 1 };
}

function blockOf(text: string, task: Task): string {
  const { from, to } = rangeOf(text, task);
  const block = text.slice(from, to);
  return block.endsWith('\n') ? block : `${block}\n`;
}

function without(text: string, task: Task): string {
  const { from, to } = rangeOf(text, task);
  return text.slice(0, from) + text.slice(to);
}

function withBlock(text: string, block: string, before: Task): string {
  const { from } = rangeOf(text, before);
  return text.slice(0, from) + block + text.slice(from);
}

function moved(text: string, task: Task, other: Task): string {
  const block = blockOf(text, task);
  const { from, to } = rangeOf(text, task);
  const target = rangeOf(text, other).from;
  if (target >= from && target < to) return text;
  return target < from
    ? text.slice(0, target) + block + text.slice(target, from) + text.slice(to)
    : text.slice(0, from) + text.slice(to, target) + block + text.slice(target);
}

function withStatus(list: TaskList, task: Task, status: Status): Uint8Array {
  try {
    return applyEdits(list.bytes, setStatus(list, writeKey(list, task), status));
  } catch (error) {
    if (error instanceof TaskListRefusal) return list.bytes;
    throw error;
  }
}

function renumbered(text: string, { id, head }: Task): string {
  if (id === null) return text;
  const at = text.indexOf(id, head.offset);
  return at < 0
    ? text
    : text.slice(0, at) +
        id.replace(/\d+$/, (number) => String(Number(number) + 40).padStart(number.length, '0')) +
        text.slice(at + id.length);
}
