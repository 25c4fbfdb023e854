import { type MetricView, metricTitles } from '@devteam/api';
import { readMetrics } from '@devteam/engine/durable';
import type { CommandContext } from '../command-context.ts';
import type { MetricsOptions } from '../commands/metrics.ts';
import { nothingYet, openForReading } from '../local/open-for-reading.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { type Column, tableLines } from '../output/table.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** `devteam metrics`. */
export async function showMetrics({ customer, days, json }: MetricsOptions, context: CommandContext): Promise<void> {
  const { now, stdout } = context;
  const database = await openForReading(context);
  if (!database) {
    stdout.line(json ? jsonLine({ metrics: [], forecasts: [] }) : nothingYet(context));
    return;
  }
  try {
    const window = { from: new Date(now() - days * dayMs), to: new Date(now()) };
    const { forecasts, metrics } = await readMetrics(database.pool, { ...window, customerId: customer });
    if (json) {
      stdout.line(jsonLine({ metrics, forecasts }));
      return;
    }
    for (const line of tableLines(metrics, columns, { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
    if (forecasts.length === 0) return;
    stdout.line();
    for (const { projectId, words } of forecasts) stdout.line(plainText(`${projectId}: ${words}`));
  } finally {
    await database.close();
  }
}

const amount = (value: number, unit: MetricView['unit']): string => {
  if (unit === 'share') return `${(100 * value).toFixed(1)} %`;
  return `${value.toFixed(1)}${unit === 'per task' ? '' : unit === 'minutes' ? ' min' : ' s'}`;
};
const number = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1));

const columns: Column<MetricView>[] = [
  { title: 'Figure', text: ({ name }) => metricTitles[name] ?? name, shrinksTo: 16 },
  { title: 'Value', text: ({ unit, value }) => (value === null ? '-' : amount(value, unit)), align: 'right' },
  { title: 'Goal', text: ({ goal, unit }) => (goal === null ? '' : `${goal.is} ${amount(goal.value, unit)}`), fromColumns: 70 },
  { title: 'Of', text: ({ denominator, numerator }) => `${number(numerator)} / ${number(denominator)}`, align: 'right', fromColumns: 60 },
  { title: 'n', text: ({ n }) => String(n), align: 'right' },
  { title: 'Note', text: ({ note }) => note ?? '' },
];
