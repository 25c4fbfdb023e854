import type { FieldAt } from '../read/body.ts';
import { isBlankLine, lineEnd, lineStart, nextLine, toView, type SourceText } from '../text/source-text.ts';
import { at } from '../tree/blocks.ts';
import type { EditPlan } from './edit-plan.ts';
import type { Target } from './target.ts';
import { valueEnd } from './value-end.ts';

/** Rewrites the value on the line of a field; blanks at the end of the line stay. */
export function rewriteValue(plan: EditPlan, { document }: Target, field: FieldAt, value: string): void {
  const { view } = document.source;
  const glued = field.valueFrom > 0 && ':*_\x9a'.includes(view[field.valueFrom - 1] ?? '');
  plan.replace(field.valueFrom, valueEnd(document, field), (glued && value !== '' ? ' ' : '') + toView(value));
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
