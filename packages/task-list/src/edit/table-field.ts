import type { Field } from '../model.ts';
import type { EditPlan } from './edit-plan.ts';
import { inlineList, type FieldText } from './field-value.ts';
import { toView } from '../text/source-text.ts';
import { mustReadBack, writeCell } from './table-cell.ts';
import type { Target } from './target.ts';

/** Writes a cell that exists. */
export function setCell(plan: EditPlan, target: Target, field: Exclude<Field, 'status'>, written: FieldText | null): void {
  const text = written === null ? '-' : written.kind === 'text' ? written.text : inlineList(field, written.items);
  mustReadBack(toView(text.replaceAll('|', '\\|')), text);
  writeCell(plan, target, field, text);
}
