import { type ProjectProgress, elapsedMs } from '../follow/project-progress.ts';
import type { Outlet } from './outlet.ts';
import { outcomeText } from './outcome-text.ts';
import { plainText } from './plain-text.ts';
import { statusLooks, symbolOf } from './status-look.ts';
import { type Column, tableLines } from './table.ts';
import { clockText } from './time-text.ts';

/** How each project came out, one line each. */
export function closingTable(projects: readonly ProjectProgress[], outlet: Outlet, now: number): string[] {
  const { paint, unicode } = outlet;
  const colored = (row: ProjectProgress, cell: string) => paint.color(statusLooks[row.status].color, cell);
  const columns: Column<ProjectProgress>[] = [
    { title: '', text: (row) => symbolOf(row.status, unicode), style: colored },
    { title: 'Customer', text: (row) => plainText(row.customerName), shrinksTo: 8, fromColumns: 100 },
    { title: 'Project', text: (row) => plainText(row.name), shrinksTo: 8, style: (_row, cell) => paint.bold(cell) },
    { title: 'Tasks', text: ({ totals }) => (totals.total > 0 ? `${totals.completed} of ${totals.total}` : '-'), align: 'right' },
    { title: 'Commits', text: ({ commits }) => String(commits), align: 'right', fromColumns: 60 },
    { title: 'Time', text: (row) => timeText(row, now), align: 'right', fromColumns: 50 },
    { title: 'Came out', text: outcomeText, shrinksTo: 10, style: colored },
  ];
  return tableLines(projects, columns, { columns: outlet.columns(), paint });
}

const timeText = (row: ProjectProgress, now: number): string => {
  const ms = elapsedMs(row, now);
  return ms === null ? '-' : clockText(ms);
};
