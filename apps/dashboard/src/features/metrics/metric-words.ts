import { type MetricView, metricTitles } from '@devteam/api';

/** The engine’s name of a figure, as a heading. */
export const headOf = (name: string): string => metricTitles[name] ?? name;

export function valueOf({ unit, value }: Pick<MetricView, 'unit' | 'value'>): string {
  if (value === null) return '–';
  if (unit === 'share') return `${(value * 100).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`;
  const rounded = value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return unit === 'per task' ? `${rounded} per task` : `${rounded} ${unit === 'minutes' ? 'min' : 's'}`;
}

/** Whether the goal is met; null: there is none, or nothing to judge by. */
export function isMet({ goal, value }: Pick<MetricView, 'goal' | 'value'>): boolean | null {
  if (!goal || value === null) return null;
  return goal.is === 'at least' ? value >= goal.value : value <= goal.value;
}

export const goalOf = ({ goal, unit }: Pick<MetricView, 'goal' | 'unit'>): string | null =>
  goal ? `goal: ${goal.is} ${valueOf({ value: goal.value, unit })}` : null;

/** How it was counted, so that anybody can count again. */
export const countOf = ({ denominator, numerator, n, unit }: MetricView): string =>
  unit === 'share' ? `${numerator} of ${denominator}` : `${Math.round(numerator * 10) / 10} over ${n} ${n === 1 ? 'case' : 'cases'}`;

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** For a table program. */
export function csvOf(metrics: readonly MetricView[]): string {
  const rows = metrics.map((metric) =>
    [
      quoted(metric.name),
      metric.numerator,
      metric.denominator,
      metric.n,
      metric.value ?? '',
      quoted(metric.unit),
      metric.window.from,
      metric.window.to,
    ].join(','),
  );
  return ['name,numerator,denominator,n,value,unit,from,to', ...rows, ''].join('\r\n');
}
