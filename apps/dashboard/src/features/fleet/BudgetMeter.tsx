import { describeAmount } from '@devteam/api';
import styles from './BudgetMeter.module.css';
import { tightestOf, useBudget } from './fleet-facts.ts';

const tones = { open: 'quiet', near: 'warning', reached: 'failed' } as const;

/** What is used of the limit that is nearest; nothing where none is set. */
export function BudgetMeter({ customerId, projectId }: { customerId: string; projectId: string }) {
  const budget = useBudget({ customerId, projectId });
  const tightest = budget && tightestOf(budget);
  if (!budget || !tightest) return null;
  const { limit, measure, used } = tightest;
  const words = `${describeAmount(used, measure)} of ${describeAmount(limit, measure)}`;
  return (
    <span
      className={styles.budget}
      data-tone={tones[budget.state]}
      data-state={budget.state}
      data-testid="budget"
      title={budget.words ?? words}
    >
      <progress max={limit} value={Math.min(used, limit)} aria-label={`Budget of the ${budget.scope.kind}`} />
      <span>
        {words}
        {budget.scope.kind === 'customer' ? ', customer' : ''}
      </span>
    </span>
  );
}
