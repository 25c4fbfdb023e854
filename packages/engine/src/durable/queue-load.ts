import { whyForbidden } from '../decisions/budgets/budget.ts';
import type { Candidate, Limits, Load } from '../decisions/fairness/load.ts';
import type { BudgetRow, Queue, QueuedNode } from '../store/index.ts';

export interface QueueRules {
  limits: Limits;
  lastStarts: Load['lastStarts'];
  budgets: readonly BudgetRow[];
}

/** The queue as the decision wants it. Nodes that only have to be ended are no part of it: they wait for nothing. */
export function loadOf({ nodes, now }: Queue, { budgets, lastStarts, limits }: QueueRules): Load {
  return {
    limits,
    running: nodes.filter(({ admittedBy }) => admittedBy !== null),
    candidates: nodes
      .filter(({ admittedBy, isCanceled }) => admittedBy === null && !isCanceled)
      .map((node): Candidate => ({
        id: node.id,
        customerId: node.customerId,
        projectId: node.projectId,
        lane: node.lane,
        priority: node.priority,
        readySince: node.readySince,
        notYet: whyNotYet(node, now) ?? whyForbidden(node.name, budgetsOf(node, budgets)),
      })),
    lastStarts,
    now,
  };
}

function whyNotYet({ desired, readySince, status }: QueuedNode, now: number): string | null {
  if (status === 'stopping' || desired === 'stopped') return 'the execution is being stopped';
  if (status === 'paused' || desired === 'paused') return 'the execution is paused';
  return readySince > now ? `tries again at ${new Date(readySince).toISOString().slice(11, 19)} UTC` : null;
}

/** Those that bind a task: its own, its project's, its customer's. */
export const budgetsOf = (
  { customerId, projectId, taskKey }: Pick<QueuedNode, 'customerId' | 'projectId' | 'taskKey'>,
  budgets: readonly BudgetRow[],
): BudgetRow[] => {
  const own = { customer: customerId, project: projectId, task: `${projectId} ${taskKey}` };
  return budgets.filter(({ scope }) => scope.id === own[scope.kind]);
};
