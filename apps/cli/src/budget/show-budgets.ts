import { type BudgetView, type Measure, describeAmount } from '@devteam/api';
import { listBudgets } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import { nothingYet, openForReading } from '../local/open-for-reading.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { type Column, tableLines } from '../output/table.ts';

/** `devteam budget list`. */
export async function showBudgets(options: { json?: boolean }, context: CommandContext): Promise<void> {
  const { stdout } = context;
  const database = await openForReading(context);
  try {
    const budgets = database ? await listBudgets(database.pool) : [];
    if (options.json) stdout.line(jsonLine(budgets));
    else if (!database) stdout.line(nothingYet(context));
    else if (budgets.length === 0) stdout.line('No budgets: nothing is limited. Set one with `devteam budget set`.');
    else for (const line of tableLines(budgets, columns, { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
  } finally {
    await database?.close();
  }
}

const amount =
  (measure: Measure) =>
  ({ limits, used }: BudgetView): string => {
    const limit = limits[measure];
    const number = (value: number) => describeAmount(value, measure).replace(` ${measure}`, '');
    return limit === undefined ? number(used[measure]) : `${number(used[measure])} of ${number(limit)}`;
  };

const columns: Column<BudgetView>[] = [
  { title: 'Of', text: ({ scope }) => plainText(`${scope.kind} ${scope.id}`), shrinksTo: 16 },
  { title: 'State', text: ({ state }) => state },
  { title: 'Minutes', text: amount('minutes'), align: 'right' },
  { title: 'Attempts', text: amount('attempts'), align: 'right' },
  { title: 'Tokens', text: amount('tokens'), align: 'right' },
  { title: 'Money', text: amount('dollars'), align: 'right' },
];
