import type { KnownLabel } from '../dialects/labels.ts';
import type { FieldAt } from '../read/body.ts';
import type { Document } from '../read/document.ts';
import { lineEnd, lineStart, nextLine } from '../text/source-text.ts';
import { at } from '../tree/blocks.ts';
import { columnOf } from './place-field.ts';

const TEXTS: ReadonlySet<KnownLabel> = new Set(['description', 'executionSummary']);
const ONE_LINE: ReadonlySet<KnownLabel> = new Set([
  'status',
  'priority',
  'complexity',
  'estimatedDuration',
  'actualDuration',
  'completedAt',
  'type',
  'stop',
]);

/**
 * Where the value of a field ends for an edit. Reading takes every line that follows without a blank one; an edit takes only those that
 * are meant as a part of the value: of a text or list the lines that are indented below its bullet, or that a comma asks for; of a status
 * and the like its line. The others are a person's words.
 */
export function valueEnd({ source, blocks }: Pick<Document, 'source' | 'blocks'>, field: FieldAt): number {
  const { view } = source;
  const { known } = field;
  const first = withoutBlanks(view, field.valueFrom, lineEnd(source, field.valueFrom));
  if (field.inlineTo <= first) return Math.max(field.inlineTo, field.valueFrom);
  if (known !== undefined && ONE_LINE.has(known)) return first;
  if (field.kind !== 'bullet') return known !== undefined && TEXTS.has(known) ? field.inlineTo : afterCommas(source, field, first);
  const marker = at(blocks.from, field.block);
  const column = columnOf(view, lineStart(source, marker), marker);
  let end = first;
  for (let line = nextLine(source, field.valueFrom); line < field.inlineTo; line = nextLine(source, line)) {
    const text = line + (/^[ \t]*/.exec(view.slice(line, field.inlineTo))?.[0].length ?? 0);
    if (columnOf(view, line, text) <= column) break;
    end = withoutBlanks(view, line, Math.min(lineEnd(source, line), field.inlineTo));
  }
  return end;
}

/** After the lines that go on behind a comma. */
function afterCommas(source: Document['source'], field: FieldAt, first: number): number {
  let end = first;
  while (source.view[end - 1] === ',' && nextLine(source, end) < field.inlineTo) {
    const line = nextLine(source, end);
    end = withoutBlanks(source.view, line, Math.min(lineEnd(source, line), field.inlineTo));
  }
  return end;
}

function withoutBlanks(view: string, from: number, to: number): number {
  let end = to;
  while (end > from && ' \t\r'.includes(view[end - 1] ?? '')) end--;
  return end;
}
