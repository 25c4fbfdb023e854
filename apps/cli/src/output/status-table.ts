import { type ProjectProgress, elapsedMs, isSettled } from '../follow/project-progress.ts';
import { bar } from './bar.ts';
import type { Outlet } from './outlet.ts';
import { isHeldByReviews, outcomeText } from './outcome-text.ts';
import { plainText } from './plain-text.ts';
import { shortNames } from './project-names.ts';
import { statusLooks, symbolOf } from './status-look.ts';
import { type Column, tableLines } from './table.ts';
import { clockText } from './time-text.ts';

const barColumns = 12;

/** How all projects stand, one line each. */
export function statusTable(projects: readonly ProjectProgress[], outlet: Outlet, now: number): string[] {
  const { paint, unicode } = outlet;
  const names = shortNames(projects.map((each) => each.projectId));
  // Where there is little room, the part of the id that tells projects apart.
  const nameOf = (id: string): string => (outlet.columns() < 100 ? (names.get(id) ?? id) : id);
  const colored = (row: ProjectProgress, cell: string) => paint.color(statusLooks[row.status].color, cell);
  const columns: Column<ProjectProgress>[] = [
    { title: '', text: (row) => symbolOf(row.status, unicode), style: colored },
    { title: 'Customer', text: (row) => plainText(row.customerName), shrinksTo: 8, fromColumns: 90 },
    { title: 'Project', text: (row) => plainText(nameOf(row.projectId)), shrinksTo: 10, style: (_row, cell) => paint.bold(cell) },
    {
      title: 'Progress',
      text: () => ' '.repeat(barColumns),
      fromColumns: 70,
      style: ({ status, totals }) => bar(totals, barColumns, { color: statusLooks[status].color, paint, unicode }),
    },
    { title: 'Tasks', text: ({ totals }) => (totals.total > 0 ? `${totals.completed}/${totals.total}` : '-'), align: 'right' },
    { title: 'Time', text: (row) => timeText(row, now), align: 'right', fromColumns: 50 },
    { title: 'Now', text: nowText, shrinksTo: 12, style: colored },
  ];
  return tableLines(projects, columns, { columns: outlet.columns(), paint });
}

const timeText = (row: ProjectProgress, now: number): string => {
  const ms = elapsedMs(row, now);
  return ms === null ? '-' : clockText(ms);
};

function nowText(row: ProjectProgress): string {
  const { status, task } = row;
  if (isSettled(row) || isHeldByReviews(row) || !task) return outcomeText(row);
  const attempt = task.attempt > 1 ? `, attempt ${task.attempt} of ${task.maxAttempts}` : '';
  const where = task.node ? `${task.phase} (${task.node})` : task.phase;
  const waits = task.waitingFor === undefined ? '' : ` waits: ${task.waitingFor}`;
  return plainText(`${statusLooks[status].word}: ${where}${waits}${attempt}, ${task.id ?? task.key} ${task.title}`);
}
