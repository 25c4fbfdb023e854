import type { ErrorCode } from '../error-catalogue.ts';
import { accessRoutes } from './access-routes.ts';
import { attemptRoutes } from './attempt-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { automationRoutes } from './automation-routes.ts';
import { configurationRoutes } from './configuration-routes.ts';
import { injectionRoutes } from './injection-routes.ts';
import { preflightRoutes } from './preflight-routes.ts';
import { noticeRoutes } from './notice-routes.ts';
import { projectRoutes } from './project-routes.ts';
import { serverRoutes } from './server-routes.ts';
import { receiptRoutes } from './receipt-routes.ts';
import { resolutionRoutes } from './resolution-routes.ts';
import { reviewRoutes } from './review-routes.ts';
import { taskRoutes } from './task-routes.ts';
import { budgetRoutes } from './budget-routes.ts';

/** Every address of the API, by the name of its operation. */
export const routes = {
  ...automationRoutes,
  ...injectionRoutes,
  ...projectRoutes,
  ...configurationRoutes,
  ...accessRoutes,
  ...serverRoutes,
  ...reviewRoutes,
  ...receiptRoutes,
  ...resolutionRoutes,
  ...taskRoutes,
  ...attemptRoutes,
  ...auditRoutes,
  ...noticeRoutes,
  ...budgetRoutes,
  ...preflightRoutes,
} as const;
export type Routes = typeof routes;
export type RouteName = keyof Routes;

/** What any route may answer that needs somebody to be signed in. */
export const commonErrors: readonly ErrorCode[] = [
  'request_invalid',
  'unauthorized',
  'origin_refused',
  'forbidden',
  'too_many_requests',
  'unexpected',
];
/** And what any route with a body may answer besides. */
export const bodyErrors: readonly ErrorCode[] = [
  'request_too_large',
  'media_type_unsupported',
  'idempotency_key_reused',
  'request_under_way',
];

export type { Route, RouteAnswer, RouteInput, RouteRequest } from './route.ts';
export { AutomationStatus, ControlRecord, ExecutionError, ExecutionSummary } from './automation-routes.ts';
export { InjectionRecord, InjectionRequestBody } from './injection-routes.ts';
export { CustomerView, type EventsAnswer, LogLine } from './project-routes.ts';
export { Me, TokenView, UserView } from './access-routes.ts';
export { Problem } from './problem.ts';
