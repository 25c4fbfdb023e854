import type { Detected } from '../dialects/detect.ts';
import { labelNames } from '../dialects/labels.ts';
import type { Report } from '../diagnostics/report.ts';
import type { Family, Field, Key, Task } from '../model.ts';
import { fromView, lineEnd } from '../text/source-text.ts';
import { at } from '../tree/blocks.ts';
import type { Entry } from './entry.ts';
import type { Facts } from './facts.ts';
import type { StatusReading } from './status.ts';
import type { Survey } from './survey.ts';
import type { FieldFault } from './task-from-facts.ts';

export function reportFieldFaults(report: Report, key: Key, faults: readonly FieldFault[]): void {
  for (const { code, labelled, expected } of faults) {
    const message =
      code === 'W250'
        ? `${labelled.name} of ${key} stands more than once; expected ${expected}; the last one counts`
        : `${labelled.name} of ${key} is "${shortened(labelled.inline)}"; expected ${expected}; the default counts`;
    const from = code === 'W250' ? labelled.from : labelled.valueFrom;
    report.add({ code, from, to: Math.max(from, labelled.to), message, key, found: labelled.inline, expected });
  }
}

/** W220 word, W221 mark, W222 disagreement, W251 empty. */
export function reportStatus(report: Report, facts: Facts, entry: Entry, key: Key, status: StatusReading): void {
  for (const code of status.faults) {
    const field = facts.labelled.findLast((one) => one.known === 'status');
    const mark = facts.box?.mark ?? '';
    if (code === 'W221' && facts.box) {
      const shown = fromView(mark);
      report.add({
        code,
        from: facts.box.from - 1,
        to: facts.box.to + 1,
        message: `the mark "[${shown}]" says nothing in this file; expected [ ] or [x], or a legend such as "[${shown}] = in progress"; ${key} is blocked`,
        key,
        found: shown,
      });
    } else if (code === 'W220' && field) {
      report.add({
        code,
        from: field.valueFrom,
        to: field.valueTo,
        message: `Status of ${key} is "${shortened(field.inline)}"; expected a word such as pending, active, completed or blocked; ${key} is blocked`,
        key,
        found: field.inline,
      });
    } else if (code === 'W251' && field) {
      report.add({
        code,
        from: field.from,
        to: field.to,
        message: `Status of ${key} is empty; expected a word such as pending; the default counts`,
        key,
      });
    } else if (code === 'W222') {
      const place = facts.box
        ? { from: facts.box.from - 1, to: facts.box.to + 1 }
        : { from: facts.title.suffix?.from ?? entry.headFrom, to: facts.title.suffix?.to ?? entry.headTo };
      report.add({
        code,
        ...place,
        message: `${facts.box ? 'the box' : 'the head'} and the Status line of ${key} disagree; expected both open or both closed; ${key} counts as ${status.status}`,
        key,
      });
    }
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

export interface KeyReports {
  readonly family: Family;
  readonly drafts: readonly Facts[];
  readonly entries: readonly Entry[];
  readonly keys: readonly Key[];
  readonly duplicates: ReadonlyMap<number, number>;
  readonly misplaced: readonly number[];
  readonly parents: readonly number[];
  readonly unboxed: ReadonlySet<number>;
  readonly faulty: Set<number>;
}

/** E101 duplicate, W210 id and nesting, W211 id missing, W212 box missing. */
export function reportKeys(
  report: Report,
  { family, drafts, entries, keys, duplicates, misplaced, parents, unboxed, faulty }: KeyReports,
): void {
  const taken = new Set(duplicates.size > 0 ? keys.map((key) => key.toUpperCase()) : []);
  for (const [index, first] of duplicates) {
    const id = drafts[index]?.id;
    const firstId = drafts[first]?.id;
    if (!id || !firstId) continue;
    faulty.add(index);
    faulty.add(first);
    if (!report.wants('E101')) continue;
    report.add({
      code: 'E101',
      from: id.from,
      to: id.to,
      message: `duplicate id "${id.id}" (first at ${report.pointOf(firstId.from)}); expected an id not used before, for example "${unused(id.id, taken, family)}"; writes to ${id.id} are refused`,
      key: keys[index],
      found: id.id,
      related: [firstId.from],
    });
  }
  for (const index of misplaced) {
    const id = drafts[index]?.id;
    const parent = parents[index] ?? -1;
    const around = keys[entries[index]?.inside ?? -1];
    if (!id) continue;
    const belongs = parent < 0 ? 'it has no parent' : `it belongs to ${keys[parent]}`;
    report.add({
      code: 'W210',
      from: id.from,
      to: id.to,
      message: `${id.id} stands inside ${around}; expected it below the task its id names; ${belongs}`,
      key: keys[index],
    });
  }
  if (drafts.some(({ id }) => id !== undefined)) {
    for (const [index, { id, title }] of drafts.entries()) {
      const entry = entries[index];
      if (id || !entry) continue;
      report.add({
        code: 'W211',
        from: title.from,
        to: title.to,
        message: `a task without an id among tasks with ids; expected an id; it is ${keys[index]} in this version of the file`,
        key: keys[index],
      });
    }
  }
  for (const index of unboxed) {
    const id = drafts[index]?.id;
    if (id)
      report.add({
        code: 'W212',
        from: id.from,
        to: id.to,
        message: `${id.id} has no box among tasks with boxes; expected [ ] before it; it is a pending task`,
        key: keys[index],
      });
  }
}

/** An id close to a repeated one that nobody has. */
function unused(id: string, taken: ReadonlySet<string>, family: Family): string {
  const steps =
    family === 'headings' && /^\d/.test(id)
      ? Array.from({ length: 9 }, (_, step) => `.${((step + 4) % 9) + 1}`)
      : Array.from('abcdefghijklmnopqrstuvwxyz');
  return id + (steps.find((step) => !taken.has((id + step).toUpperCase())) ?? 'zz');
}

const DEFAULTED: readonly Exclude<Field, 'title'>[] = ['description', 'acceptanceCriteria', 'priority', 'status'];

/** N303 no tasks, N310 defaults, W223 a closed parent with open children. */
export function reportMissing(report: Report, family: Family, tasks: readonly Task[], drafts: readonly Facts[]): void {
  if (tasks.length === 0) {
    report.add({
      code: 'N303',
      from: report.start,
      to: report.start,
      message: 'no tasks in this file; expected at least one, for example "### 1.1 Title" with a Status line; there is nothing to do',
    });
    return;
  }
  const byKey = new Map(tasks.map((task) => [task.key, task]));
  for (const [index, task] of tasks.entries()) {
    const place = { from: task.head.offset, to: task.head.offset + task.head.length };
    if (task.children.length > 0) reportOpenChildren(report, task, byKey);
    if (family !== 'headings' || task.children.length > 0) continue;
    const facts = drafts[index];
    const missing = DEFAULTED.filter((field) => !task.given.includes(field) && !isThere(task, field, facts));
    if (missing.length > 0 && report.wants('N310')) {
      report.add({
        code: 'N310',
        ...place,
        message: `${task.key} does not give ${missing.map((field) => labelNames[field][0]).join(', ')}; expected all of them; defaults count`,
        key: task.key,
      });
    }
  }
}

function isThere(task: Task, field: Field, facts: Facts | undefined): boolean {
  if (field === 'description') return task.description !== '';
  if (field === 'acceptanceCriteria') return task.acceptanceCriteria.length > 0;
  return field === 'status' && (task.statusSource !== 'default' || facts?.box !== undefined);
}

const CLOSED = new Set(['completed', 'canceled', 'skipped']);

function reportOpenChildren(report: Report, task: Task, byKey: ReadonlyMap<Key, Task>): void {
  if (!CLOSED.has(task.status) || task.statusSource === 'derived') return;
  const open = task.children.filter((key) => {
    const status = byKey.get(key)?.status ?? 'completed';
    return !CLOSED.has(status) && status !== 'replaced';
  });
  if (open.length === 0) return;
  report.add({
    code: 'W223',
    from: task.head.offset,
    to: task.head.offset + task.head.length,
    message: `${task.key} is ${task.status}, but ${open.slice(0, 5).join(', ')} ${open.length === 1 ? 'is' : 'are'} open; expected all of them closed; nothing is repaired`,
    key: task.key,
  });
}

/** N309: an option that says nothing in this family. */
export function reportOptions(report: Report, family: Family, injectIds: string, entry: { from: number; to: number } | undefined): void {
  if (injectIds !== 'half' || family === 'headings') return;
  report.add({
    code: 'N309',
    from: entry?.from ?? 0,
    to: entry?.to ?? 0,
    message: `inject-ids: half has no meaning in a list of the ${family} family; expected auto, letter or next; letters are used`,
  });
}

/** N307: entries of another family, which are left alone. */
export function reportOtherFamilies(report: Report, seen: Survey, detected: Detected): void {
  const { family } = detected;
  if (family === 'none' || family === 'file') return;
  const places: { block: number; what: string }[] = [];
  const heading = family === 'headings' ? undefined : seen.headings.find(({ strong }) => strong);
  if (heading) places.push({ block: heading.block, what: 'a task heading' });
  const table = family === 'table' ? undefined : seen.tables.find(({ rows }) => rows.length > 0);
  if (table) places.push({ block: table.block, what: 'a table of tasks' });
  const item = family === 'table' || family === 'outline' ? [...seen.itemHeads].find(([, head]) => head.box) : undefined;
  if (item) places.push({ block: item[0], what: 'a box' });
  const first = places.toSorted((a, b) => a.block - b.block)[0];
  if (!first) return;
  const from = at(seen.blocks.from, first.block);
  const to = Math.min(at(seen.blocks.to, first.block), lineEnd(seen.source, from));
  report.add({
    code: 'N307',
    from,
    to: Math.max(from, to),
    message: `${first.what} in a list of the ${family} family; expected one family in a file; it is left alone`,
  });
}
