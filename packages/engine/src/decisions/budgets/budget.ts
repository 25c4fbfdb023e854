import { type Failure, describeFailure } from '@devteam/api';

export const measures = ['minutes', 'attempts', 'tokens', 'dollars'] as const;
export type Measure = (typeof measures)[number];
export type Amounts = Readonly<Partial<Record<Measure, number>>>;

/** A budget of one task, project or customer. Absent measures have no limit. */
export interface Budget {
  readonly scope: { readonly kind: 'task' | 'project' | 'customer'; readonly id: string };
  readonly limits: Amounts;
  /** What is used up so far; nodes that run count with what they have used until now. */
  readonly used: Amounts;
  /** What was warned of already: stored with the scope, forgotten when the limit is raised. */
  readonly warned: readonly Measure[];
}

export interface BudgetFinding {
  readonly scope: Budget['scope'];
  readonly measure: Measure;
  readonly used: number;
  readonly limit: number;
  readonly what: 'warn' | 'pause';
  readonly failure: Failure | null;
  readonly words: string;
}

export const warnShare = 0.8;

/**
 * What budgets ask for now: a warning once at four fifths, a pause from the limit on. A pause is a hold of `budget`: only a raised limit
 * or a person lifts it (`lift`). What runs is let end: used is then at most the limit and one node.
 */
export function checkBudgets(budgets: readonly Budget[]): BudgetFinding[] {
  return budgets.flatMap((budget) =>
    measures.flatMap((measure): BudgetFinding[] => {
      const { scope, warned } = budget;
      const limit = budget.limits[measure];
      const used = budget.used[measure] ?? 0;
      if (limit === undefined || used < limit * warnShare) return [];
      const words = `${say(used, measure)} of ${say(limit, measure)} of ${scope.kind} ${scope.id} are used`;
      if (used < limit) return warned.includes(measure) ? [] : [{ scope, measure, used, limit, what: 'warn', failure: null, words }];
      return [
        { scope, measure, used, limit, what: 'pause', failure: describeFailure('budget_reached', { place: scope.id, why: words }), words },
      ];
    }),
  );
}

export function say(amount: number, measure: Measure): string {
  if (measure === 'dollars') return `$${amount.toFixed(2)}`;
  return `${Math.round(amount * 10) / 10} ${measure}`;
}

/** What remains until the tightest limit of each measure; it bounds what the next run may use. */
export function remaining(budgets: readonly Budget[]): Amounts {
  const left: Partial<Record<Measure, number>> = {};
  for (const { limits, used } of budgets)
    for (const measure of measures) {
      const limit = limits[measure];
      if (limit === undefined) continue;
      left[measure] = Math.min(left[measure] ?? Number.POSITIVE_INFINITY, Math.max(0, limit - (used[measure] ?? 0)));
    }
  return left;
}
