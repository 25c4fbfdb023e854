import type { BudgetView, PreflightView } from '@devteam/api';
import { describeAmount, measures } from '@devteam/api';

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** What will happen, in one sentence. */
export function headlineOf({ blockers, list }: PreflightView): string {
  if (blockers.length > 0) return counted(blockers.length, 'thing is', 'things are') + ' in the way.';
  if (!list) return 'There is no task list; the start makes one.';
  if (list.orderLength === 0) return `Nothing is left to do: ${list.completed} of ${counted(list.total, 'task')} are done.`;
  const left = `${counted(list.orderLength, 'task')} will be carried out`;
  return list.stuckCount === 0 ? `${left}.` : `${left}, ${counted(list.stuckCount, 'open one')} can never start.`;
}

const froms: Record<PreflightView['checksFrom'], string> = {
  settings: 'from the settings of the project',
  file: 'from .devteam.yml',
  detected: 'recognized in the repository',
  none: '',
};
export const checksFromWords = (from: PreflightView['checksFrom']): string => froms[from];

const landings: Record<PreflightView['landing'], string> = {
  merge: 'each task lands on the branch, by a commit of its own',
  'branch-only': 'each task gets a branch of its own, for a person to merge',
  local: 'work stays in the local copy; nothing is pushed',
};
export const landingWords = (landing: PreflightView['landing']): string => landings[landing];

/** «$8.00 of $10.00, 3 of 40 minutes», of what is limited. */
export const budgetWords = ({ limits, used }: BudgetView): string =>
  measures
    .flatMap((measure) => {
      const limit = limits[measure];
      return limit === undefined ? [] : [`${describeAmount(used[measure], measure)} of ${describeAmount(limit, measure)}`];
    })
    .join(', ');

/** An argument that a shell takes as one word. */
const quoted = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);

export const automateCommand = (projectId: string, stopAfter: readonly string[]): string =>
  ['devteam automate', quoted(projectId), ...stopAfter.map((id) => `--stop-after ${quoted(id)}`)].join(' ');
