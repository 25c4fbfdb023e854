import { type BudgetScope, type Failure, type Measure, describeFailure, describeUse, measures, warnShare } from '@devteam/api';

export type { Measure } from '@devteam/api';
export type Amounts = Readonly<Partial<Record<Measure, number | undefined>>>;

/** A budget of one task, project or customer. Absent measures have no limit. */
export interface Budget {
  readonly scope: Readonly<BudgetScope>;
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
      const words = describeUse(scope, measure, used, limit);
      if (used < limit) return warned.includes(measure) ? [] : [{ scope, measure, used, limit, what: 'warn', failure: null, words }];
      return [
        { scope, measure, used, limit, what: 'pause', failure: describeFailure('budget_reached', { place: scope.id, why: words }), words },
      ];
    }),
  );
}

/** What ends here costs little more and brings what was paid for: only time stops it. */
const spendsAttempt = new Set(['constructPrompt', 'codeExecution']);

/** Why a node may not start, in words; null: no budget forbids it. */
export function whyForbidden(node: string, budgets: readonly Budget[]): string | null {
  const found = checkBudgets(budgets).find(({ measure, what }) => what === 'pause' && (measure === 'minutes' || spendsAttempt.has(node)));
  return found?.words ?? null;
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
