import type { TaskList } from '../model.ts';
import { readBody } from '../read/body.ts';
import type { Document } from '../read/document.ts';
import { formOf, type FieldForm } from './place-field.ts';
import { entrySet } from './target.ts';

const forms = new WeakMap<Document, { form: FieldForm | undefined }>();

/** How the first task with fields writes them: the form for a task that has none yet. */
export function fileForm(list: TaskList, document: Document): FieldForm | undefined {
  const known = forms.get(document);
  if (known) return known.form;
  const reading = { ...document, isEntry: entrySet(document) };
  let form: FieldForm | undefined;
  for (const [index, task] of list.tasks.entries()) {
    const entry = document.entries[index];
    if (!entry || task.labels.length === 0) continue;
    const field = readBody(reading, entry).fields.find(({ kind }) => kind !== 'heading');
    if (!field) continue;
    form = formOf(document.source, document.blocks, field);
    break;
  }
  forms.set(document, { form });
  return form;
}
