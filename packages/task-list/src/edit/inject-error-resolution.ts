import type { ErrorResolution, Injected, TaskList } from '../model.ts';
import { refusal } from '../diagnostics/refusal.ts';
import { documentOf } from '../questions/document-of.ts';
import { keyOfId } from '../heads/task-id.ts';
import { EditPlan } from './edit-plan.ts';
import { criterionText } from './field-value.ts';
import { checkedId, idFor } from './inject-id.ts';
import { slotOf } from './inject-slot.ts';
import { checkedLines, headFor, keyOf, sampleOf, statusField, taskLines } from './inject.ts';
import { inOrder } from './new-fields.ts';
import type { NewField } from './place-field.ts';
import { placeTask } from './place-task.ts';
import { oneLine, utcTime } from './put-in-text.ts';
import { rowLike } from './table-row.ts';
import { targetOf } from './target.ts';
import { usedIds } from './used-ids.ts';
import { errorHeading } from './error-heading.ts';

/** What such a task has to do, unless the caller says otherwise. */
const CRITERIA = [
  'Document observable symptoms without speculation',
  'Generate ordered hypotheses (fundamental → dependent)',
  'Test each hypothesis with live application evidence',
  'Apply fix if root cause identified',
  'Generate investigation report',
];

const LONGEST_LOG = 200;
const ESCAPES = new RegExp(String.raw`\x1b\[[0-9;]*[A-Za-z]`, 'g');

/** One task before the failing one, which investigates the error. The failing task's own status is the caller's business. */
export function injectErrorResolution(list: TaskList, error: ErrorResolution): Injected {
  const { task: original } = targetOf(list, error.originalTask);
  const document = documentOf(list);
  utcTime(error.at);
  const used = usedIds(list, document);
  const name = errorName(list, original.key, (id) => used.has(id));
  const slot = slotOf(list, document, { type: 'positional', before: error.originalTask });
  const type = oneLine(machineText(error.errorType, 60), 'the type of an error');
  const plan = new EditPlan(document.source);
  if (list.family === 'headings') {
    const id = error.id ?? name;
    if (used.has(id) || !/^err-[A-Za-z0-9.~@_-]*[A-Za-z0-9]$/.test(id))
      throw refusal('E141', `the id ${id} cannot be used; expected an id of the form err-<task>-<number>; the rules would give ${name}`, {
        found: id,
        expected: name,
      });
    const sample = sampleOf(list, document, slot);
    const lines = taskLines(
      list,
      document,
      slot,
      { id, title: '', mark: '' },
      inOrder([...fieldsOf(error, type), ...statusField(list, sample)]),
      errorHeading(sample, id),
    );
    placeTask(plan, list, document, slot, lines);
    return { id, key: keyOfId(id, 'error'), edits: plan.edits() };
  }
  const rule = () => idFor(list, document, slot, used);
  const id = error.id === undefined ? rule() : checkedId(list, document, error.id, rule, used);
  const text = { id, title: `Resolve Error: ${name} ${type}`, mark: '' } as const;
  const sample = sampleOf(list, document, slot);
  if (sample.entry.kind === 'row')
    placeTask(plan, list, document, slot, [rowLike(list, sample, text, { title: text.title, priority: 'critical' })]);
  else if (sample.entry.kind === 'line')
    placeTask(plan, list, document, slot, [`${headFor(list, document, slot, text).lines[0] ?? ''} (Priority: critical)`]);
  else placeTask(plan, list, document, slot, taskLines(list, document, slot, text, inOrder(fieldsOf(error, type))));
  return checkedLines(list, { id, key: keyOf(document, slot, id), edits: plan.edits() });
}

/** `err-<original key>-<n>`, n the first not in use. */
function errorName(list: TaskList, key: string, isUsed: (id: string) => boolean): string {
  const titles = list.tasks.map(({ title }) => title);
  for (let n = 1; ; n++) {
    const name = `err-${key}-${n}`;
    if (!isUsed(name) && !titles.some((title) => title.startsWith(`Resolve Error: ${name} `) || title === `Resolve Error: ${name}`))
      return name;
  }
}

function fieldsOf(error: ErrorResolution, type: string): NewField[] {
  const criteria = (error.acceptanceCriteria ?? CRITERIA).map((one) => criterionText(one));
  const context = [`Original Task: ${error.originalTask}`, `Error Type: ${type}`];
  if (error.containerId !== undefined) context.push(`Container ID: ${machineText(error.containerId, LONGEST_LOG)}`);
  const logs = machineText(error.logs ?? '', LONGEST_LOG);
  if (logs !== '') context.push(`Execution Logs: ${logs}`);
  return [
    { label: 'description', value: `Systematically investigate and resolve error: ${machineText(error.message, 1000)}` },
    { label: 'acceptanceCriteria', value: '', items: criteria },
    { label: 'priority', value: 'critical' },
    { label: 'errorContext', value: '', items: context },
    { label: 'investigation', value: 'Isolated within this task' },
  ];
}

/** Text of a machine as one line: what a file must not hold is left out, because nobody can write it again. */
function machineText(text: string, most: number): string {
  const plain = text
    .replace(ESCAPES, '')
    .replace(/(?![\t\n\v\f\r])\p{Cc}|\p{Cs}|[\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' ')
    .replace(/<!--|-->/g, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = Array.from(plain);
  return characters.length <= most
    ? plain
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
