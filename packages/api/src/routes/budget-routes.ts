import { z } from 'zod';
import { Amounts, BudgetView, UseView } from '../views/budget-view.ts';
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
  setCustomerBudget: route({
    method: 'PUT',
    path: '/api/devteam/customers/{customerId}/budget',
    summary: 'Limit what all projects of a customer may use together; without limits the budget is forgotten',
    access: 'budget.write',
    about: 'customer',
    params: z.object({ customerId: Id }),
    body: z.strictObject({ limits: Amounts, ...idempotencyKey }),
    success: { status: 200, answer: items(BudgetView) },
    errors: ['customer_not_found', 'database_unreachable'],
  }),
  readUse: route({
    method: 'GET',
    path: '/api/devteam/use',
    summary: 'What every project has used until now, limited or not, and how many of its steps may run at once',
    access: 'analytics.read',
    about: 'list',
    success: { status: 200, answer: UseView },
    errors: [],
  }),
} as const;
