import type { TaskList } from '../model.ts';
import { lineEnd, nextLine, type SourceText } from '../text/source-text.ts';
import { at } from '../tree/blocks.ts';
import { fileForm } from './file-form.ts';
import type { NewHead } from './new-head.ts';
import { childForm, columnOf, formOf, linesOf, type FieldForm, type NewField } from './place-field.ts';
import type { Target } from './target.ts';

/** The lines of a new task below its head, as its neighbor writes its own fields. */
export function fieldLines(list: TaskList, sample: Target, head: NewHead, fields: readonly NewField[], isFirstChild: boolean): string[] {
  if (fields.length === 0) return [];
  const { document, entry } = sample;
  const { source } = document;
  if (entry.kind === 'item') {
    const form = isFirstChild ? childOf(head, childForm(sample)) : childForm(sample);
    return fields.flatMap((field) => linesOf(form, field, source, entry.headFrom));
  }
  const form = headingForm(list, sample);
  const lines: string[] = headGap(sample) ? [''] : [];
  for (const [index, field] of fields.entries()) {
    const apart = form.kind === 'line' && index > 0 && (!inOneParagraph(sample) || (fields[index - 1]?.items ?? []).length > 0);
    if (apart) lines.push('');
    lines.push(...linesOf(form, field, source, entry.headFrom));
  }
  return lines;
}

function headingForm(list: TaskList, sample: Target): FieldForm {
  const { source, blocks } = sample.document;
  const own = sample.body.fields.find(({ kind }) => kind !== 'heading');
  return (own ? formOf(source, blocks, own) : fileForm(list, sample.document)) ?? { kind: 'bullet', lead: '- ', style: '**L**:' };
}

/** Fields of a task that is the first below another: one level deeper than its own head. */
function childOf(head: NewHead, form: FieldForm): FieldForm {
  const { lead } = head;
  const indent = /^[ \t]*/.exec(lead)?.[0] ?? '';
  if (indent.includes('\t')) return { ...form, lead: `${indent}\t- ` };
  return { ...form, lead: `${' '.repeat(columnOf(lead, 0, lead.length))}- ` };
}

/** Whether the neighbor leaves a blank line below its heading. */
function headGap({ document, entry }: Target): boolean {
  const { source, blocks } = document;
  if (entry.kind !== 'heading') return false;
  return isBlank(source, nextLine(source, lineEnd(source, at(blocks.to, entry.block))));
}

function isBlank({ view }: SourceText, from: number): boolean {
  return /[ \t]*(?:\r?\n)/y.test(view.slice(from, from + 200)) && from < view.length;
}

/** Whether the neighbor writes its fields as lines of one paragraph. */
function inOneParagraph({ body }: Target): boolean {
  const lines = body.fields.filter(({ kind }) => kind === 'line');
  return lines.some(({ block }, index) => lines[index + 1]?.block === block);
}
