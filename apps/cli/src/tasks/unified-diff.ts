import { type Edit, applyEdits } from '@devteam/task-list';

const context = 3;

/** Lines of the old file from `from` to `to`, and what stands there afterwards; each line holds its end. */
interface Change {
  from: number;
  to: number;
  lines: string[];
}

/** The edits of a file as a unified diff that `git apply` and `patch` take; '' if there are none. Bytes that are not UTF-8 show as U+FFFD. */
export function unifiedDiff(name: string, before: Uint8Array, edits: readonly Edit[]): string {
  const changes = changesOf(before, edits);
  if (changes.length === 0) return '';
  const old = linesOf(before);
  const hunks: string[] = [];
  let shift = 0;
  for (let index = 0; index < changes.length;) {
    const group = groupAt(changes, index);
    index += group.length;
    const first = group[0];
    const last = group.at(-1);
    if (!first || !last) break;
    const from = Math.max(0, first.from - context);
    const to = Math.min(old.length, last.to + context);
    const body: string[] = [];
    let at = from;
    for (const change of group) {
      for (const line of old.slice(at, change.from)) body.push(marked(' ', line));
      for (const line of old.slice(change.from, change.to)) body.push(marked('-', line));
      for (const line of change.lines) body.push(marked('+', line));
      at = change.to;
    }
    for (const line of old.slice(at, to)) body.push(marked(' ', line));
    const grown = group.reduce((sum, { from: start, to: end, lines }) => sum + lines.length - (end - start), 0);
    hunks.push(`@@ -${range(from, to - from)} +${range(from + shift, to - from + grown)} @@\n${body.join('')}`);
    shift += grown;
  }
  return `--- a/${name}\n+++ b/${name}\n${hunks.join('')}`;
}

/** Changes that are so near that their context would overlap. */
function groupAt(changes: readonly Change[], index: number): Change[] {
  const group: Change[] = [];
  for (const change of changes.slice(index)) {
    const before = group.at(-1);
    if (before && change.from - before.to > 2 * context) break;
    group.push(change);
  }
  return group;
}

const range = (from: number, count: number): string => `${count === 0 ? from : from + 1}${count === 1 ? '' : `,${count}`}`;

const marked = (sign: string, line: string): string =>
  line.endsWith('\n') ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`;

const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

function linesOf(bytes: Uint8Array): string[] {
  const text = decode(bytes);
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function changesOf(before: Uint8Array, edits: readonly Edit[]): Change[] {
  const starts = [0];
  for (let at = before.indexOf(10); at >= 0; at = before.indexOf(10, at + 1)) if (at + 1 < before.length) starts.push(at + 1);
  const lineAt = (offset: number): number => {
    if (offset === before.length && (before.length === 0 || before[offset - 1] === 10)) return before.length === 0 ? 0 : starts.length;
    let line = starts.length - 1;
    while (line > 0 && (starts[line] ?? 0) > offset) line -= 1;
    return line;
  };
  const lineCount = before.length === 0 ? 0 : starts.length;
  const startOf = (line: number): number => (line >= lineCount ? before.length : (starts[line] ?? 0));
  const changes: Change[] = [];
  let index = 0;
  while (index < edits.length) {
    const own: Edit[] = [];
    const from = lineAt(edits[index]?.offset ?? 0);
    let to = from;
    for (;;) {
      const next = edits[index];
      if (
        next &&
        (own.length === 0 ||
          lineAt(next.offset) < to ||
          (next.offset === startOf(to) && !endsLine(before, own, startOf(from), startOf(to))))
      ) {
        own.push(next);
        to = Math.max(to, Math.min(lineCount, lineAt(next.offset + next.length) + 1));
        index += 1;
      } else if (to < lineCount && !endsLine(before, own, startOf(from), startOf(to))) to += 1;
      else break;
    }
    const after = linesOf(piece(before, own, startOf(from), startOf(to)));
    const change = trimmed({ from, to, lines: after }, linesOf(before.subarray(startOf(from), startOf(to))));
    if (change) changes.push(change);
  }
  return changes;
}

function piece(before: Uint8Array, edits: readonly Edit[], from: number, to: number): Uint8Array {
  const moved = edits.map(({ offset, length, bytes }) => ({ offset: offset - from, length, bytes }));
  return applyEdits(before.subarray(from, to), moved);
}

/** Whether what stands there afterwards ends with a line end, so that the next line stays a line of its own. */
function endsLine(before: Uint8Array, edits: readonly Edit[], from: number, to: number): boolean {
  const last = piece(before, edits, from, to).at(-1);
  return last === undefined || last === 10;
}

/** Without the lines that are the same at both ends. */
function trimmed({ from, to, lines }: Change, old: readonly string[]): Change | undefined {
  let start = 0;
  while (start < old.length && start < lines.length && old[start] === lines[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < lines.length - start && old[old.length - 1 - end] === lines[lines.length - 1 - end]) end += 1;
  const left = lines.slice(start, lines.length - end);
  return start + end === old.length && left.length === 0 ? undefined : { from: from + start, to: to - end, lines: left };
}
