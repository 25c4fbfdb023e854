import { labelNames, type KnownLabel } from '../dialects/labels.ts';
import type { Edit, Field, FieldValue, Key, TaskList } from '../model.ts';
import type { FieldAt } from '../read/body.ts';
import { removeField, rewriteValue } from './change-field.ts';
import { EditPlan } from './edit-plan.ts';
import { fieldText, inlineList, type FieldText } from './field-value.ts';
import { fileForm } from './file-form.ts';
import { setCell } from './table-field.ts';
import { setTail } from './outline-field.ts';
import { addField } from './place-field.ts';
import { refusedText } from './put-in-text.ts';
import { rewriteList } from './rewrite-list.ts';
import { rewriteTitle } from './rewrite-title.ts';
import { currentValue, sameValue, SETTABLE } from './current-value.ts';
import { targetOf, type Target } from './target.ts';

/** Edits that give a field a value; null removes the field. */
export function setField(list: TaskList, key: Key, field: Exclude<Field, 'status'>, value: FieldValue): Edit[] {
  const known: readonly string[] = SETTABLE;
  if (!known.includes(field)) throw refusedText('the field', `is "${field}"`, `one of ${SETTABLE.join(', ')}`);
  const target = targetOf(list, key);
  const plan = new EditPlan(target.document.source);
  if (sameValue(currentValue(target.task, field), value)) return [];
  planField(plan, list, target, field, value);
  return plan.edits();
}

function planField(plan: EditPlan, list: TaskList, target: Target, field: Exclude<Field, 'status'>, value: FieldValue): void {
  const written = fieldText(list, field, value);
  if (target.entry.kind === 'line') return setTail(plan, target, field, written);
  if (target.entry.kind === 'row') return setCell(plan, target, field, written);
  if (field === 'title') return rewriteTitle(plan, target, written);
  const label: KnownLabel = field;
  const all = target.body.fields.filter(({ known }) => known === label);
  const own = label === 'acceptanceCriteria' ? all[0] : all.at(-1);
  if (written === null) {
    for (const one of all) removeField(plan, target, one);
    return;
  }
  if (!own) {
    addField(plan, target, asNewField(label, written), () => fileForm(list, target.document));
    return;
  }
  if (label === 'acceptanceCriteria') for (const other of all.slice(1)) removeField(plan, target, other);
  rewrite(plan, target, own, written);
}

function rewrite(plan: EditPlan, target: Target, own: FieldAt, written: FieldText): void {
  if (written.kind === 'text') {
    if (own.nestedTo > own.nestedFrom) throw refusedText(`the field ${own.name}`, 'has bullets or text below it', 'a value on one line');
    if (own.kind === 'heading') throw refusedText(`the field ${own.name}`, 'is a heading of its own', 'a value on one line');
    rewriteValue(plan, target, own, written.text);
    return;
  }
  rewriteList(plan, target, own, written.items);
}

function asNewField(label: KnownLabel, written: FieldText): { label: KnownLabel; value: string; items?: readonly string[] } {
  if (written.kind === 'text') return { label, value: written.text };
  return label === 'acceptanceCriteria'
    ? { label, value: '', items: written.items }
    : { label, value: inlineList(labelNames[label][0] ?? label, written.items) };
}
