import { z } from 'zod';
import { ChangesView } from '../views/changes-view.ts';
import { Amounts, BudgetView } from '../views/budget-view.ts';
import { InjectionPreview } from '../views/injection-view.ts';
import { ForecastView, MetricView } from '../views/metric-view.ts';
import { ResolutionView } from '../views/resolution-view.ts';
import { TimerView } from '../views/timer-view.ts';
import { ReviewView, reviewChoices } from '../views/review-view.ts';
import { Id, ProjectParams, Text, Time, WholeNumber, idempotencyKey } from './fields.ts';
import { InjectionRequestBody } from './injection-routes.ts';
import { route } from './route.ts';

const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
const ReviewParams = ProjectParams.extend({ reviewId: Id });
const ResolutionParams = ProjectParams.extend({ resolutionId: Id });

/** A proof that a landed task was verified; `content` is exactly the text that `hash` is made of. */
export const ReceiptRecord = z.object({
  projectId: z.string(),
  hash: z.string(),
  executionId: z.string(),
  taskKey: z.string(),
  commit: z.string(),
  content: z.string(),
  landedAt: Time.nullable(),
});
export type ReceiptRecord = z.infer<typeof ReceiptRecord>;

/** What the work asks of people, what it found out, what it proved, what it used. */
export const workRoutes = {
  listReviews: route({
    method: 'GET',
    path: '/api/devteam/reviews',
    summary: 'Questions that wait for a person, the nearest deadline first; with `state=all` answered ones, too',
    access: 'project.read',
    about: 'list',
    query: z.strictObject({ projectId: Id.optional(), state: z.enum(['open', 'all']).default('open') }),
    success: { status: 200, answer: items(ReviewView) },
    errors: [],
  }),
  findReview: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/reviews/{reviewId}',
    summary: 'One question, with what was verified apart from what is only said',
    access: 'project.read',
    about: 'project',
    params: ReviewParams,
    success: { status: 200, answer: ReviewView },
    errors: ['project_not_found', 'review_unknown'],
  }),
  answerReview: route({
    method: 'POST',
    path: '/api/devteam/projects/{projectId}/reviews/{reviewId}/answer',
    summary: 'Answer a question; the execution goes on with it',
    access: 'error.resolve',
    about: 'project',
    params: ReviewParams,
    body: z.strictObject({ choice: z.enum(reviewChoices), note: Text(5000).default(''), ...idempotencyKey }),
    success: { status: 200, answer: ReviewView },
    errors: ['project_not_found', 'review_unknown', 'review_answered', 'review_choice_unknown', 'database_unreachable'],
  }),
  listResolutions: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/resolutions',
    summary: 'Investigations of errors, newest first, without their logs',
    access: 'project.read',
    about: 'project',
    params: ProjectParams,
    success: { status: 200, answer: items(ResolutionView.omit({ log: true })) },
    errors: ['project_not_found'],
  }),
  findResolution: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/resolutions/{resolutionId}',
    summary: 'One investigation with all lines of its experiments',
    access: 'log.read',
    about: 'project',
    params: ResolutionParams,
    success: { status: 200, answer: ResolutionView },
    errors: ['project_not_found', 'error_not_found'],
  }),
  listReceipts: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/receipts',
    summary: 'Proofs of what has landed, newest first',
    access: 'project.read',
    about: 'project',
    params: ProjectParams,
    query: z.strictObject({ taskKey: Id.optional() }),
    success: { status: 200, answer: items(ReceiptRecord) },
    errors: ['project_not_found'],
  }),
  previewInjection: route({
    method: 'POST',
    path: '/api/devteam/projects/{projectId}/injections/preview',
    summary: 'What an injection would do now; nothing happens',
    access: 'inject.request',
    about: 'project',
    params: ProjectParams,
    body: InjectionRequestBody,
    success: { status: 200, answer: InjectionPreview },
    errors: ['project_not_found', 'database_unreachable'],
  }),
  listTimers: route({
    method: 'GET',
    path: '/api/devteam/timers',
    summary: 'Timers that people run on tasks, newest first; with `running=no` those of the past, too',
    access: 'project.read',
    about: 'list',
    query: z.strictObject({ projectId: Id.optional(), running: z.enum(['yes', 'no']).default('yes') }),
    success: { status: 200, answer: items(TimerView) },
    errors: [],
  }),
  startTimer: route({
    method: 'POST',
    path: '/api/devteam/projects/{projectId}/timers',
    summary: 'The caller works on a task themselves; it is left alone until the timer ends',
    access: 'automate.control',
    about: 'project',
    params: ProjectParams,
    body: z.strictObject({ taskKey: Id, ...idempotencyKey }),
    success: { status: 201, answer: TimerView },
    errors: [
      'project_not_found',
      'timer_running',
      'control_refused',
      'task_unknown',
      'task_composite',
      'task_closed',
      'database_unreachable',
    ],
  }),
  stopTimer: route({
    method: 'POST',
    path: '/api/devteam/projects/{projectId}/timers/stop',
    summary: 'End the timer of the caller',
    access: 'automate.control',
    about: 'project',
    params: ProjectParams,
    body: z.strictObject(idempotencyKey),
    success: { status: 200, answer: TimerView },
    errors: ['project_not_found', 'timer_not_running', 'database_unreachable'],
  }),
  readChanges: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/tasks/{taskKey}/changes',
    summary: 'What the work of a task changes: of one that landed, or of one that a person is asked about',
    access: 'log.read',
    about: 'project',
    params: ProjectParams.extend({ taskKey: Id }),
    success: { status: 200, answer: ChangesView },
    errors: ['project_not_found', 'changes_unknown', 'database_unreachable'],
  }),
  undoTask: route({
    method: 'POST',
    path: '/api/devteam/projects/{projectId}/tasks/{taskKey}/undo',
    summary: 'Take the work of a landed task back by a commit, and reopen what was done on top of it',
    access: 'task.undo',
    about: 'project',
    params: ProjectParams.extend({ taskKey: Id }),
    body: z.strictObject(idempotencyKey),
    success: { status: 200, answer: z.object({ commit: z.string(), reopened: z.array(z.string()) }) },
    errors: ['project_not_found', 'undo_not_landed', 'undo_conflict', 'push_contended', 'database_unreachable'],
  }),
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
