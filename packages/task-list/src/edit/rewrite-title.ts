import { findId } from '../heads/file-ids.ts';
import { readHead } from '../heads/head.ts';
import { readTitle } from '../heads/title.ts';
import { toView } from '../text/source-text.ts';
import type { EditPlan } from './edit-plan.ts';
import type { FieldText } from './field-value.ts';
import { refusedText } from './put-in-text.ts';
import type { Target } from './target.ts';

/** Puts another title into a head; id, marks, status and what is bold stay. */
export function rewriteTitle(plan: EditPlan, target: Target, written: FieldText | null): void {
  if (written?.kind !== 'text') throw refusedText('the title', 'is no text', 'some text');
  const { head, entry, document, task } = target;
  const { view } = document.source;
  if (head.id?.form === 'error') throw refusedText(`the title of ${task.key}`, 'is its id', 'a task with a title of its own');
  const { from, to } = head.title;
  const isHeading = entry.kind === 'heading';
  let text = toView(isHeading ? written.text.replace(/#$/, '\\#') : written.text);
  for (const mark of ['**', '__', '~~'])
    if (isOpenedBefore(view, entry.headFrom, from, mark) && view.slice(from, to).includes(mark)) text += mark;
  const again = view.slice(entry.headFrom, from) + text + view.slice(to, entry.headTo);
  const read = readHead(again, 0, again.length, document.marks);
  const id = findId(read, document.ids);
  const title = readTitle(again, id ? read.titleFrom : read.textFrom, again.length, {
    suffixes: entry.kind !== 'item',
    around: id ? read.around : '',
    heading: isHeading,
    quoted: false,
  });
  if (title.text !== written.text || id?.id !== head.id?.id)
    throw refusedText(`the title "${written.text}"`, 'would not read back the same', 'another wording');
  plan.replace(from, to, text);
}

function isOpenedBefore(view: string, from: number, to: number, mark: string): boolean {
  return view.slice(from, to).split(mark).length % 2 === 0;
}
