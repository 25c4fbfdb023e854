import type { InjectionView } from '@devteam/api';
import { plainText } from '../output/plain-text.ts';
import type { Paint } from '../output/paint.ts';
import { type Column, tableLines } from '../output/table.ts';

type Named = InjectionView['oldOrder'][number];

interface Orders {
  oldOrder: readonly Named[];
  newOrder: readonly Named[];
  /** Of the new task. */
  taskKey: string | null;
  /** Of the one that is interrupted or replaced. */
  addressed: readonly (string | null | undefined)[];
}

interface Row {
  place: number;
  before: Named | undefined;
  after: Named | undefined;
}

const mostShown = 14;
/** Before the first that differs, so that one sees where it is. */
const lead = 2;

/** The order before and after, side by side, around where they differ. */
export function orderLines({ addressed, newOrder, oldOrder, taskKey }: Orders, to: { columns: number; paint: Paint }): string[] {
  const { paint } = to;
  const length = Math.max(oldOrder.length, newOrder.length);
  const all = Array.from({ length }, (_, index): Row => ({ place: index + 1, before: oldOrder[index], after: newOrder[index] }));
  const differs = all.findIndex(({ after, before }) => before?.key !== after?.key);
  const from = Math.max(0, (differs < 0 ? 0 : differs) - lead);
  const rows = all.slice(from, from + mostShown);
  const columns: Column<Row>[] = [
    { title: '', text: ({ place }) => String(place), align: 'right', style: (_row, cell) => paint.faint(cell) },
    {
      title: 'Before',
      text: ({ before }) => nameOf(before),
      shrinksTo: 16,
      style: ({ before }, cell) => (before && addressed.includes(before.key) ? paint.color('amber', cell) : cell),
    },
    {
      title: 'After',
      text: ({ after }) => `${nameOf(after)}${after && after.key === taskKey ? '  ◄ new' : ''}`,
      shrinksTo: 16,
      style: ({ after }, cell) => (after && after.key === taskKey ? paint.color('green', cell) : cell),
    },
  ];
  const left = length - from - rows.length;
  return [...tableLines(rows, columns, to), ...(left > 0 ? [paint.faint(`and ${left} more, in the same order as before`)] : [])];
}

const nameOf = (task: Named | undefined): string => (task ? plainText(task.title === '' ? task.key : `${task.key} ${task.title}`) : '');
