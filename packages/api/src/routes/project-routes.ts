import { z } from 'zod';
import { type EventType, Event, eventPayloads } from '../events.ts';
import { ProjectDetail, ProjectView } from '../views.ts';
import { controlCommands } from '../views/control-answer.ts';
import { StopPlace } from '../views/stop-place.ts';
import { ControlRecord } from './automation-routes.ts';
import { Id, ProjectParams, Text, Time, WholeNumber, idempotencyKey, page, paging } from './fields.ts';
import { route } from './route.ts';

const eventTypes = Object.keys(eventPayloads) as [EventType, ...EventType[]];

/** Oldest first. `next` is what to give as `after` (or `before`, where that was given) for the next page; null: there is no more now. */
const EventsAnswer = z.object({ events: z.array(Event), next: z.number().int().nullable() });
export type EventsAnswer = z.infer<typeof EventsAnswer>;

const EventsQuery = z
  .strictObject({
    after: WholeNumber.optional(),
    before: WholeNumber.optional(),
    limit: WholeNumber.pipe(z.number().min(1).max(1000)).default(200),
    type: z.enum(eventTypes).optional(),
  })
  .refine((query) => query.after === undefined || query.before === undefined, { path: ['before'], error: 'goes with no `after`' });

/** One line of output; its number is that of its event and its place within. */
export const LogLine = z.object({
  seq: z.number().int(),
  index: z.number().int(),
  ts: Time,
  executionId: z.string(),
  taskKey: z.string().nullable(),
  attempt: z.number().int(),
  node: z.string().nullable(),
  level: z.enum(['info', 'warn', 'error']),
  stream: z.enum(['stdout', 'stderr', 'engine']),
  text: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;

const LogFilter = {
  taskKey: Id.optional(),
  /** Literal text, not a pattern. */
  contains: Text(200).min(1).optional(),
  level: z.enum(['info', 'warn', 'error']).optional(),
  /** Not older than this. */
  since: Time.optional(),
};

export const CustomerView = z.object({
  customerId: z.string(),
  name: z.string(),
  projects: z.number().int(),
});
export type CustomerView = z.infer<typeof CustomerView>;

/** Projects, what happens in them, and what people ask of them. */
export const projectRoutes = {
  listCustomers: route({
    method: 'GET',
    path: '/api/devteam/customers',
    summary: 'Customers that the caller sees',
    access: 'project.read',
    about: 'list',
    query: z.strictObject(paging),
    success: { status: 200, answer: page(CustomerView) },
    errors: [],
  }),
  listProjects: route({
    method: 'GET',
    path: '/api/devteam/projects',
    summary: 'Projects that the caller sees, each with its newest execution',
    access: 'project.read',
    about: 'list',
    query: z.strictObject({ customerId: Id.optional() }),
    success: { status: 200, answer: z.object({ projects: z.array(ProjectView), serverTime: Time }) },
    errors: [],
  }),
  findProject: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}',
    summary: 'One project with its tasks and the steps of the one at work',
    access: 'project.read',
    about: 'project',
    params: ProjectParams,
    success: { status: 200, answer: ProjectDetail },
    errors: ['project_not_found'],
  }),
  listEvents: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/events',
    summary: 'What happened in a project, by number: the same events as on the live stream',
    access: 'project.read',
    about: 'project',
    params: ProjectParams,
    query: EventsQuery,
    success: { status: 200, answer: EventsAnswer },
    errors: ['project_not_found'],
  }),
  streamEvents: route({
    method: 'GET',
    path: '/api/devteam/stream',
    summary: 'The live stream of a project as server-sent events, for those who have no WebSocket; ids are numbers of events',
    access: 'project.read',
    about: 'project',
    query: z.strictObject({ projectId: Id, after: WholeNumber.optional() }),
    success: { status: 200, answer: 'events' },
    errors: ['project_not_found'],
  }),
  listLogLines: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/logs',
    summary: 'Lines of output, newest page first and oldest first within it; searched on the server',
    access: 'log.read',
    about: 'project',
    params: ProjectParams,
    query: z.strictObject({ ...paging, limit: WholeNumber.pipe(z.number().min(1).max(1000)).default(200), ...LogFilter }),
    success: { status: 200, answer: page(LogLine) },
    errors: ['project_not_found'],
  }),
  downloadLog: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/logs/download',
    summary: 'The same lines as plain text, all of them; `inline=yes` shows them in the browser',
    access: 'log.read',
    about: 'project',
    params: ProjectParams,
    query: z.strictObject({ ...LogFilter, inline: z.enum(['yes', 'no']).default('no') }),
    success: { status: 200, answer: 'text' },
    errors: ['project_not_found'],
  }),
  controlProject: route({
    method: 'POST',
    path: '/api/devteam/projects/{projectId}/control',
    summary: 'Everything that a person may ask of an execution',
    access: 'automate.control',
    about: 'project',
    params: ProjectParams,
    body: z.strictObject({
      command: z.enum(controlCommands).exclude(['set_stop_points', 'clear_stop_points', 'stop_everything']),
      taskKey: Id.optional(),
      ...idempotencyKey,
    }),
    success: { status: 200, answer: ControlRecord },
    errors: [
      'project_not_found',
      'control_refused',
      'task_unknown',
      'task_composite',
      'task_closed',
      'task_not_tried',
      'task_taken_over',
      'task_not_taken_over',
      'push_under_way',
      'review_pending',
      'database_unreachable',
    ],
  }),
  setStopPoints: route({
    method: 'PUT',
    path: '/api/devteam/projects/{projectId}/stop-points',
    summary: 'Replace the stop points that people gave, also while it runs; none clears them',
    access: 'stoppoint.set',
    about: 'project',
    params: ProjectParams,
    body: z.strictObject({ stopPoints: z.array(StopPlace).max(100), ...idempotencyKey }),
    success: { status: 200, answer: ControlRecord },
    errors: ['project_not_found', 'control_refused', 'stop_point_unknown', 'stop_point_passed', 'database_unreachable'],
  }),
  automateProject: route({
    method: 'POST',
    path: '/api/devteam/projects/{projectId}/automate',
    summary: 'Start an execution; everything after the answer is events',
    access: 'automate.start',
    about: 'project',
    params: ProjectParams,
    body: z.strictObject({
      stopAfter: z.array(Id).max(100).optional(),
      stopPoints: z.array(StopPlace).max(100).optional(),
      ...idempotencyKey,
    }),
    success: { status: 202, answer: z.object({ executionId: z.string() }) },
    errors: ['project_not_found', 'execution_active', 'database_unreachable'],
  }),
  stopProject: route({
    method: 'POST',
    path: '/api/devteam/projects/{projectId}/stop',
    summary: 'Ask the execution to stop; asking twice is asking once',
    access: 'automate.control',
    about: 'project',
    params: ProjectParams,
    body: z.strictObject(idempotencyKey),
    success: { status: 202, answer: z.object({}) },
    errors: ['project_not_found', 'database_unreachable'],
  }),
} as const;
