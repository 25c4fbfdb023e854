import type { FieldAt } from '../read/body.ts';
import type { Document } from '../read/document.ts';
import { isBlankLine, lineEnd, lineStart, nextLine, toView, type SourceText } from '../text/source-text.ts';
import { linesOf, type Span } from '../text/lines.ts';
import { at, BlockKind } from '../tree/blocks.ts';
import type { EditPlan } from './edit-plan.ts';
import { eolAt } from './line-breaks.ts';
import type { Target } from './target.ts';
import { valueEnd } from './value-end.ts';

/** Rewrites the value on the line of a field; blanks at the end of the line stay. Below a label that is a heading it is the first line. */
export function rewriteValue(plan: EditPlan, { document }: Target, field: FieldAt, value: string): void {
  const { source } = document;
  const { view } = source;
  if (field.kind === 'heading') {
    const first = firstTextBelow(document, field);
    if (first) plan.replace(first.from, first.to, toView(value));
    else plan.insert(lineEnd(source, field.valueTo), eolAt(source, lineEnd(source, field.valueTo)) + toView(value));
    return;
  }
  const glued = field.valueFrom > 0 && ':*_\x9a'.includes(view[field.valueFrom - 1] ?? '');
  plan.replace(field.valueFrom, valueEnd(document, field), (glued && value !== '' ? ' ' : '') + toView(value));
}

/** The first line of text below a heading that is a label. */
function firstTextBelow({ source, blocks }: Document, { nestedFrom, nestedTo }: FieldAt): Span | undefined {
  for (let index = nestedFrom; index < nestedTo; index++) {
    if (at(blocks.kind, index) !== BlockKind.paragraph) continue;
    const from = at(blocks.from, index);
    return linesOf(source.view, from, at(blocks.to, index))[0] ?? { from, to: from };
  }
  return undefined;
}

/** Takes out a field with all that hangs below it, and the blank line that set it apart. */
export function removeField(plan: EditPlan, { document }: Target, field: FieldAt): void {
  const { source, blocks } = document;
  const start = field.kind === 'bullet' ? at(blocks.from, field.block) : field.from;
  const end = valueEnd(document, field);
  const last =
    field.nestedTo > field.nestedFrom && end === Math.max(field.inlineTo, field.valueFrom) ? at(blocks.to, field.nestedTo - 1) : end;
  let from = lineStart(source, start);
  let to = nextLine(source, lineEnd(source, last));
  if (field.kind === 'line' && isAlone(source, from, to)) {
    if (from > source.start && isBlankLine(source, from - 1)) from = lineStart(source, from - 1);
    else if (to < source.view.length && isBlankLine(source, to)) to = nextLine(source, to);
  }
  plan.remove(from, to);
}

/** Whether blank lines or the ends of the file stand on both sides. */
function isAlone(source: SourceText, from: number, to: number): boolean {
  const above = from <= source.start || isBlankLine(source, from - 1) || source.view[lineStart(source, from - 1)] === '#';
  return above && (to >= source.view.length || isBlankLine(source, to) || /[-*+#]/.test(source.view[to] ?? ''));
}
