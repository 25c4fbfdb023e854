import { type ResolutionRow, listResolutions, resolutionView } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import { nothingYet, openForReading } from '../local/open-for-reading.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { type Column, tableLines } from '../output/table.ts';
import { durationText } from '../output/time-text.ts';
import { statusColor } from './show-resolution.ts';

/** `devteam resolutions list`. */
export async function showResolutions({ json = false }: { json?: boolean }, context: CommandContext): Promise<void> {
  const { now, stdout } = context;
  const database = await openForReading(context);
  try {
    const rows = database ? await listResolutions(database.pool) : [];
    if (json) stdout.line(jsonLine(rows.map(resolutionView)));
    else if (!database) stdout.line(nothingYet(context));
    else if (rows.length === 0) stdout.line('No error was investigated yet.');
    else {
      const columns = columnsAt(now(), (row, cell) => stdout.paint.color(statusColor[row.status], cell));
      for (const line of tableLines(rows, columns, { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
    }
  } finally {
    await database?.close();
  }
}

const columnsAt = (now: number, style: (row: ResolutionRow, cell: string) => string): Column<ResolutionRow>[] => [
  { title: 'Report', text: ({ id }) => id },
  { title: 'Project', text: ({ projectId }) => plainText(projectId), shrinksTo: 10 },
  { title: 'Task', text: ({ taskKey, taskTitle }) => plainText(`${taskKey} ${taskTitle}`), shrinksTo: 12 },
  { title: 'No.', text: ({ number }) => String(number), align: 'right' },
  { title: 'Status', text: ({ status }) => status, style },
  {
    title: 'Took',
    text: ({ endedAt, startedAt }) => durationText((endedAt?.getTime() ?? now) - startedAt.getTime()),
    align: 'right',
    fromColumns: 90,
  },
  { title: 'Found', text: ({ conclusion }) => plainText(conclusion ?? ''), shrinksTo: 16 },
];
