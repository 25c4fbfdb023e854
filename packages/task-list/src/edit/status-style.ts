import { isClosed, readStatus, statusWords, type StatusText } from '../dialects/statuses.ts';
import type { Status, TaskList } from '../model.ts';
import { findLabel } from '../dialects/labels.ts';
import { toView } from '../text/source-text.ts';

/** How this file writes statuses: its own spellings, its letter case, the place it keeps them in. */
export interface StatusStyle {
  readonly spellings: ReadonlyMap<Status, string>;
  readonly letterCase: 'lower' | 'title' | 'upper';
  readonly channel: 'field' | 'box' | 'heading' | 'none';
  /** The most common suffix of completed headings, with the blank before it. */
  readonly doneSuffix: string;
}

const styles = new WeakMap<TaskList, StatusStyle>();

export function statusStyle(list: TaskList): StatusStyle {
  const known = styles.get(list) ?? readStyle(list);
  styles.set(list, known);
  return known;
}

function readStyle(list: TaskList): StatusStyle {
  const values = new Map<string, number>();
  const suffixes = new Map<string, number>();
  const channels = { field: 0, box: 0, heading: 0 };
  for (const task of list.tasks) {
    if (
      task.statusSource === 'field' ||
      (task.statusSource === 'unknown' && task.given.includes('status')) ||
      task.statusSource === 'cell'
    ) {
      const text = fieldText(task.labels) ?? task.statusText;
      values.set(text, (values.get(text) ?? 0) + 1);
      channels.field++;
    } else if (task.statusSource === 'box') channels.box++;
    else if (task.statusSource === 'heading' || task.statusSource === 'mark') {
      channels.heading++;
      if (task.status !== 'completed') continue;
      const text = task.given.includes('status') ? `(Status: ${task.statusText})` : task.statusText;
      suffixes.set(text, (suffixes.get(text) ?? 0) + 1);
    }
  }
  const [channel, count] = (Object.entries(channels) as ['field' | 'box' | 'heading', number][]).toSorted((a, b) => b[1] - a[1])[0] ?? [
    'field',
    0,
  ];
  return { ...spellingsOf(values), channel: count === 0 ? 'none' : channel, doneSuffix: ` ${mostCommon(suffixes) ?? '✅'}` };
}

function fieldText(labels: TaskList['tasks'][number]['labels']): string | undefined {
  return labels.findLast(({ name }) => findLabel(toView(name)) === 'status')?.value;
}

function spellingsOf(values: ReadonlyMap<string, number>): Pick<StatusStyle, 'spellings' | 'letterCase'> {
  const byStatus = new Map<Status, Map<string, number>>();
  const cases = { lower: 0, title: 0, upper: 0 };
  for (const [value, count] of values) {
    const read = readStatus(value);
    if (!read.status) continue;
    const spelling = spellingOf(value, read);
    if (spelling === undefined) continue;
    const list = byStatus.get(read.status) ?? new Map<string, number>();
    list.set(spelling, (list.get(spelling) ?? 0) + count);
    byStatus.set(read.status, list);
    const word = read.word.replace(/[^A-Za-z]/g, '');
    if (word.length < 2) continue;
    if (word === word.toUpperCase()) cases.upper += count;
    else if (/^[A-Z]/.test(word)) cases.title += count;
    else cases.lower += count;
  }
  const spellings = new Map<Status, string>();
  for (const [status, list] of byStatus) spellings.set(status, mostCommon(list) ?? statusWords[status][0] ?? status);
  const letterCase = cases.upper > cases.title && cases.upper > cases.lower ? 'upper' : cases.title > cases.lower ? 'title' : 'lower';
  return { spellings, letterCase };
}

/** The value up to the end of its word, if that alone reads the same. */
function spellingOf(value: string, read: StatusText): string | undefined {
  const whole = value.trim();
  if (whole.includes('\n')) return undefined;
  const text = read.detail === '' ? whole : whole.slice(0, whole.indexOf(read.word) + read.word.length);
  const again = readStatus(text);
  return again.status === read.status && again.detail === '' && balanced(text) ? text : undefined;
}

function balanced(text: string): boolean {
  return (text.split('*').length - 1) % 2 === 0 && (text.split('`').length - 1) % 2 === 0;
}

function mostCommon(counts: ReadonlyMap<string, number>): string | undefined {
  return [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}

/** The words for a status with its detail, as this file would write them. */
export function writeStatus(style: StatusStyle, status: Status, detail: string): string {
  const word = style.spellings.get(status) ?? inCase(statusWords[status][0] ?? status, style.letterCase);
  if (detail === '') return word;
  return status === 'replaced' && /^by\s/i.test(detail) ? `${word} ${detail}` : `${word} — ${detail}`;
}

export function inCase(word: string, letterCase: StatusStyle['letterCase']): string {
  if (letterCase === 'upper') return word.toUpperCase();
  return letterCase === 'title'
    ? word.replace(/(^|[\s-])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase())
    : word;
}

/** The mark of a box that says as much of a status as `[ ]` and `[x]` can. */
export function boxMark(status: Status): ' ' | 'x' {
  return isClosed(status) ? 'x' : ' ';
}
