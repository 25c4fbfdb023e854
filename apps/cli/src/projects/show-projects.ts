import type { ProjectView } from '@devteam/api';
import { readProjectViews } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import { nothingYet, openForReading } from '../local/open-for-reading.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { statusLooks } from '../output/status-look.ts';
import { type Column, tableLines } from '../output/table.ts';

/** `devteam projects list`. */
export async function showProjects(options: { json?: boolean }, context: CommandContext): Promise<void> {
  const { stdout } = context;
  const database = await openForReading(context);
  try {
    const views = database ? await readProjectViews(database.pool, (_kind, name) => name) : [];
    if (options.json) stdout.line(jsonLine(views));
    else if (views.length === 0) {
      stdout.line(nothingYet(context));
      stdout.line('  Add a project: devteam projects add <repository> --customer <id>');
    } else for (const line of tableLines(views, columns, { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
  } finally {
    await database?.close();
  }
}

const columns: Column<ProjectView>[] = [
  { title: 'Id', text: (row) => plainText(row.projectId), shrinksTo: 16 },
  { title: 'Customer', text: (row) => plainText(row.customerName), shrinksTo: 8, fromColumns: 80 },
  { title: 'Branch', text: (row) => plainText(row.branch) || 'its default', shrinksTo: 6, fromColumns: 100 },
  { title: 'Executor', text: (row) => row.executor.name, fromColumns: 110 },
  { title: 'Sandbox', text: (row) => row.sandbox.name, fromColumns: 110 },
  { title: 'Status', text: (row) => statusLooks[row.execution?.status ?? 'idle'].word },
  { title: 'Repository', text: (row) => plainText(row.repositoryUrl), shrinksTo: 12 },
];
