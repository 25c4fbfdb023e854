/** Limits of a run; what is not given is not limited. */
export interface Budget {
  /** Input and output together. */
  readonly tokens?: number | undefined;
  readonly costUsd?: number | undefined;
  readonly requests?: number | undefined;
}

export type BudgetKind = 'tokens' | 'costUsd' | 'requests';
export type Spent = Readonly<Record<BudgetKind, number>>;

const kinds: readonly BudgetKind[] = ['tokens', 'costUsd', 'requests'];
const warnAt = 0.8;

/** The limit that is reached, for which nothing more may begin; undefined while all have something left. */
export const usedUp = (budget: Budget, spent: Spent): BudgetKind | undefined =>
  kinds.find((kind) => budget[kind] !== undefined && spent[kind] >= budget[kind]);

/** Limits of which four fifths are spent now and were not before: each is told once. */
export const newlyNear = (budget: Budget, before: Spent, after: Spent): BudgetKind[] =>
  kinds.filter((kind) => {
    const limit = budget[kind];
    return limit !== undefined && before[kind] < limit * warnAt && after[kind] >= limit * warnAt;
  });

/** For people: `120,000 of 100,000 tokens`. */
export function describeSpent(kind: BudgetKind, spent: number, limit: number): string {
  if (kind === 'costUsd') return `$${spent.toFixed(4)} of $${limit.toFixed(2)}`;
  return `${spent.toLocaleString('en-US')} of ${limit.toLocaleString('en-US')} ${kind}`;
}
