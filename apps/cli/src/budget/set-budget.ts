import { userInfo } from 'node:os';
import { type Amounts, type BudgetScope, describeAmount, measures } from '@devteam/api';
import type { CommandContext } from '../command-context.ts';
import type { SetBudgetOptions } from '../commands/budget.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { withTeam } from '../local/with-team.ts';
import { UsageError } from '../usage-error.ts';

/** `devteam budget set`. */
export async function setBudget(options: SetBudgetOptions, context: CommandContext): Promise<void> {
  const limits: Amounts = {};
  for (const measure of measures) if (options[measure] !== undefined) limits[measure] = options[measure];
  const isEmpty = Object.keys(limits).length === 0;
  if (isEmpty && !options.none)
    throw new UsageError('there is no limit in it', { next: 'Name one of --minutes, --attempts, --tokens and --dollars, or --none.' });
  await withTeam(context, async ({ engine }, projects) => {
    const scope = scopeOf(options, (words) => findProjectByWords(words, projects));
    await engine.setBudget(scope, limits, userInfo().username);
    const words = measures.flatMap((measure) => (limits[measure] === undefined ? [] : [describeAmount(limits[measure], measure)]));
    context.stdout.line(`${scope.kind} ${scope.id}: ${isEmpty ? 'no limit' : `at most ${words.join(', ')}`}.`);
  });
}

function scopeOf({ customer, project, task }: SetBudgetOptions, find: (words: string) => string): BudgetScope {
  if (project !== undefined)
    return task === undefined ? { kind: 'project', id: find(project) } : { kind: 'task', id: `${find(project)} ${task}` };
  if (customer !== undefined && task === undefined) return { kind: 'customer', id: customer };
  throw new UsageError('it does not say whose budget that is', { next: 'Name --customer, or --project, or --project and --task.' });
}
