import { type BudgetView, type ExecutionSummary, type Measure, measures } from '@devteam/api';
import { createContext, use } from 'react';

/** What no event tells a card: how its project's executions ended, and what is left of its budget. */
export interface FleetFacts {
  /** When they were read, for those that are still under way. */
  atMs: number;
  /** Oldest first. */
  executions: ReadonlyMap<string, readonly ExecutionSummary[]>;
  /** By project or customer id. */
  budgets: ReadonlyMap<string, BudgetView>;
}

/** A bar each. */
export const mostBars = 30;

export function fleetFactsOf(executions: readonly ExecutionSummary[], budgets: readonly BudgetView[], atMs: number): FleetFacts {
  const byProject = new Map<string, ExecutionSummary[]>();
  // They come newest first.
  for (const execution of executions) {
    const known = byProject.get(execution.projectId) ?? [];
    if (known.length < mostBars) known.unshift(execution);
    byProject.set(execution.projectId, known);
  }
  return {
    atMs,
    executions: byProject,
    budgets: new Map(
      budgets.filter(({ scope }) => scope.kind !== 'task').map((budget) => [`${budget.scope.kind} ${budget.scope.id}`, budget]),
    ),
  };
}

export const noFacts: FleetFacts = { atMs: 0, executions: new Map(), budgets: new Map() };
export const FleetFactsContext = createContext<FleetFacts>(noFacts);

export function useExecutions(projectId: string): { atMs: number; executions: readonly ExecutionSummary[] } {
  const { atMs, executions } = use(FleetFactsContext);
  return { atMs, executions: executions.get(projectId) ?? none };
}
const none: readonly ExecutionSummary[] = [];

/** The project's own budget, else its customer's. */
export function useBudget({ customerId, projectId }: { customerId: string; projectId: string }): BudgetView | undefined {
  const { budgets } = use(FleetFactsContext);
  return budgets.get(`project ${projectId}`) ?? budgets.get(`customer ${customerId}`);
}

/** The measure of which the largest share is used: what will stop the work first. */
export function tightestOf({ limits, used }: BudgetView): { measure: Measure; used: number; limit: number } | undefined {
  return measures
    .flatMap((measure) => {
      const limit = limits[measure];
      return limit === undefined ? [] : [{ measure, used: used[measure], limit }];
    })
    .toSorted((a, b) => b.used / b.limit - a.used / a.limit)[0];
}
