import type { BudgetView, ExecutionSummary } from '@devteam/api';
import { expect, test } from 'vitest';
import { fleetFactsOf, mostBars, tightestOf } from './fleet-facts.ts';

const execution = (projectId: string, n: number) => ({ projectId, executionId: `${projectId} ${n}` }) as ExecutionSummary;

test('of each project the last thirty executions are kept, oldest first', () => {
  const newestFirst = Array.from({ length: 40 }, (_, n) => [execution('a', 40 - n), execution('b', 40 - n)]).flat();
  const { executions } = fleetFactsOf(newestFirst, [], 0);
  const ids = executions.get('a')?.map(({ executionId }) => executionId) ?? [];
  expect(ids).toHaveLength(mostBars);
  expect([ids[0], ids.at(-1)]).toEqual(['a 11', 'a 40']);
});

test('of a budget the measure counts that will stop the work first', () => {
  const budget = { limits: { minutes: 60, dollars: 10 }, used: { minutes: 30, dollars: 9, attempts: 99, tokens: 0 } } as BudgetView;
  expect(tightestOf(budget)).toEqual({ measure: 'dollars', used: 9, limit: 10 });
  expect(tightestOf({ ...budget, limits: {} })).toBeUndefined();
});
