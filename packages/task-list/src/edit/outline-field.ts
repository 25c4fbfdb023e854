import type { Field } from '../model.ts';
import { toView } from '../text/source-text.ts';
import type { EditPlan } from './edit-plan.ts';
import { refusedText } from './put-in-text.ts';
import { inlineList, type FieldText } from './field-value.ts';
import type { NewField } from './place-field.ts';
import { noPlace, type Target } from './target.ts';
import { removeSuffix } from './title-suffix.ts';

const tailNames = { dependencies: 'Dependencies', priority: 'Priority', estimatedDuration: 'Estimate' } as const;

/** A line has room for three facts at its end, before its status. */
export function setTail(plan: EditPlan, target: Target, field: Exclude<Field, 'status'>, written: FieldText | null): void {
  if (!(field in tailNames))
    throw noPlace(target.task, `an outline has no room for ${field}`, 'dependencies, priority or estimatedDuration');
  const label = field as keyof typeof tailNames;
  const { head, document } = target;
  const own = head.title.tails.findLast((tail) => tail.label === label);
  if (written === null) {
    if (own) removeSuffix(plan, document.source.view, own);
    return;
  }
  const text = toView(tailText(tailNames[label], written));
  if (own) {
    plan.replace(own.valueFrom, own.valueTo, text);
    return;
  }
  const status = head.title.tails.find((tail) => tail.label === 'status');
  if (status) plan.insert(status.from, `(${tailNames[label]}: ${text}) `);
  else plan.insert(head.title.suffix?.to ?? target.entry.headTo, ` (${tailNames[label]}: ${text})`);
}

export function tailText(name: string, written: FieldText): string {
  const text = written.kind === 'text' ? written.text : inlineList(name, written.items);
  if (/[()]/.test(text)) throw refusedText(`the value of ${name}`, 'holds brackets', 'a value without brackets');
  return text;
}

/** What a new line can say of its task: dependencies, priority, estimate. */
export function outlineTails(fields: readonly NewField[]): string {
  return fields
    .flatMap(({ label, value }) =>
      label in tailNames
        ? [` (${tailNames[label as keyof typeof tailNames]}: ${toView(tailText(label, { kind: 'text', text: value }))})`]
        : [],
    )
    .join('');
}
