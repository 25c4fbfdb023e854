import { type Amounts, type BudgetScope, type Measure, type UseView, describeAmount, measures, warnShare } from '@devteam/api';
import { shellWord } from '../../ui/shell-word.ts';
import type { Tone } from '../../ui/tone.ts';

export type Used = UseView['projects'][number]['used'];

export const measureNames: Readonly<Record<Measure, { head: string; about: string }>> = {
  minutes: { head: 'Minutes', about: 'of work in sandboxes' },
  attempts: { head: 'Attempts', about: 'at tasks' },
  tokens: { head: 'Tokens', about: 'of models, in and out together' },
  dollars: { head: 'Money', about: 'that models cost, in dollars' },
};

/** Enough left, near its end, or used up: said by color, and in words beside it. */
export function toneOfUse(used: number, limit: number | undefined): Tone {
  if (limit === undefined) return 'quiet';
  if (used >= limit) return 'waiting';
  return used >= limit * warnShare ? 'warning' : 'running';
}

export const sumOf = (all: readonly Used[]): Used => {
  const sum: Used = { minutes: 0, attempts: 0, tokens: 0, dollars: 0 };
  for (const used of all) for (const measure of measures) sum[measure] += used[measure];
  return sum;
};

/** What people typed; an empty field is no limit. */
export type AmountTexts = Record<Measure, string>;

export const textsOf = (limits: Amounts): AmountTexts => ({
  minutes: limits.minutes?.toString() ?? '',
  attempts: limits.attempts?.toString() ?? '',
  tokens: limits.tokens?.toString() ?? '',
  dollars: limits.dollars?.toString() ?? '',
});

/** What is wrong with one field; null: nothing. */
export function faultOf(text: string): string | null {
  if (text.trim() === '') return null;
  const amount = Number(text);
  return Number.isFinite(amount) && amount > 0 ? null : 'A number above 0, or nothing for no limit.';
}

export function amountsOf(texts: AmountTexts): Amounts {
  const amounts: Amounts = {};
  for (const measure of measures)
    if (texts[measure].trim() !== '' && faultOf(texts[measure]) === null) amounts[measure] = Number(texts[measure]);
  return amounts;
}

/** What such limits lead to, before anybody sets them. */
export function consequencesOf(limits: Amounts, used: Used): string[] {
  const words = measures.flatMap((measure) => {
    const limit = limits[measure];
    if (limit === undefined) return [];
    const [have, all, most] = [used[measure], limit * warnShare, limit].map((amount) => describeAmount(amount, measure));
    if (used[measure] >= limit)
      return [`${have} are used already: what runs is let end, and nothing more is started until the limit is raised.`];
    const rest = `at ${most} nothing more is started until it is raised`;
    if (used[measure] >= limit * warnShare) return [`${have} are used, more than four fifths: you are told now, and ${rest}.`];
    return [`${have} are used; at ${all} you are told, and ${rest}.`];
  });
  return words.length > 0 ? words : ['Nothing is limited: work goes on whatever it uses.'];
}

/** The same as a command of the terminal. */
export function budgetCommand({ id, kind }: BudgetScope, limits: Amounts): string {
  const [projectId = '', taskKey = ''] = kind === 'task' ? [id.slice(0, id.indexOf(' ')), id.slice(id.indexOf(' ') + 1)] : [id];
  const place =
    kind === 'customer'
      ? `--customer ${shellWord(id)}`
      : `--project ${shellWord(projectId)}${kind === 'task' ? ` --task ${shellWord(taskKey)}` : ''}`;
  const named = measures.flatMap((measure) => (limits[measure] === undefined ? [] : [`--${measure} ${limits[measure]}`]));
  return `devteam budget set ${place} ${named.length > 0 ? named.join(' ') : '--none'}`;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** For a table program: one line a project. */
export function csvOfUse(use: UseView, limitsOf: (projectId: string) => Amounts): string {
  const rows = use.projects.map(({ customerId, priority, projectId, slots, used }) => {
    const limits = limitsOf(projectId);
    const amounts = measures.flatMap((measure) => [used[measure], limits[measure] ?? '']);
    return [quoted(customerId), quoted(projectId), ...amounts, slots ?? '', priority].join(',');
  });
  const heads = measures.flatMap((measure) => [`${measure} used`, `${measure} limit`]);
  return [['customer', 'project', ...heads, 'slots', 'priority'].join(','), ...rows, ''].join('\r\n');
}
