import { z } from 'zod';
import { Amounts, BudgetView } from '../views/budget-view.ts';
import { ForecastView, MetricView } from '../views/metric-view.ts';
import { Id, ProjectParams, WholeNumber, idempotencyKey, items } from './fields.ts';
import { route } from './route.ts';

/** What was used, what may be used, and what came of it. */
export const budgetRoutes = {
  readMetrics: route({
    method: 'GET',
    path: '/api/devteam/metrics',
    summary: 'Figures of the last days, each with what it was counted from, and the forecast of each list',
    access: 'analytics.read',
    about: 'list',
    query: z.strictObject({ customerId: Id.optional(), days: WholeNumber.pipe(z.number().min(1).max(400)).default(30) }),
    success: { status: 200, answer: z.object({ items: z.array(MetricView), forecasts: z.array(ForecastView) }) },
    errors: ['customer_not_found'],
  }),
  listBudgets: route({
    method: 'GET',
    path: '/api/devteam/budgets',
    summary: 'Limits of customers, projects and tasks, with what is used of them',
    access: 'analytics.read',
    about: 'list',
    success: { status: 200, answer: items(BudgetView) },
    errors: [],
  }),
  setBudget: route({
    method: 'PUT',
    path: '/api/devteam/projects/{projectId}/budget',
    summary: 'Limit what a project may use from now on; without limits the budget is forgotten',
    access: 'budget.write',
    about: 'project',
    params: ProjectParams,
    body: z.strictObject({ limits: Amounts, ...idempotencyKey }),
    success: { status: 200, answer: items(BudgetView) },
    errors: ['project_not_found', 'database_unreachable'],
  }),
} as const;
