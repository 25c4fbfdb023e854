import { z } from 'zod';
import { InjectionPreview, injectionTypes } from '../views/injection-view.ts';
import { Id, ProjectParams, Text, Time, idempotencyKey } from './fields.ts';
import { route } from './route.ts';

export const injectionErrors = [
  'injection_invalid',
  'injection_place_unknown',
  'injection_id_taken',
  'injection_cycle',
  'injection_list_finished',
  'injection_not_permitted',
  'injection_key_reused',
  'task_closed',
  'push_under_way',
  'review_pending',
  'database_unreachable',
] as const;

/**
 * What is asked for. `targetPosition` is where a positional task comes: the id that it shall have (`2.1.5`), `before:<id>`, `after:<id>`,
 * `first:<group>` or `last:<group>`. `estimatedDuration` is minutes.
 */
export const InjectionRequestBody = z.strictObject({
  injectionType: z.enum(injectionTypes),
  targetPosition: Text(200).min(1).optional(),
  /** Of a replacement where nothing runs: the task that it takes the place of. */
  targetTaskId: Id.optional(),
  task: z.strictObject({
    id: Id.optional(),
    title: Text(300).min(1),
    description: Text(20_000).optional(),
    acceptanceCriteria: z.array(Text(1000).min(1)).max(50).optional(),
    priority: z.enum(['low', 'medium', 'high', 'critical']).optional(),
    type: Text(100).optional(),
    estimatedDuration: z.number().positive().max(100_000).optional(),
    dependencies: z.array(Id).max(50).optional(),
    files: z.array(Text(500).min(1)).max(100).optional(),
    /** What is known of the failure that it is to mend. */
    errorContext: z.record(z.string(), z.unknown()).optional(),
  }),
  reason: Text(2000).min(1),
  userId: Id.optional(),
  ...idempotencyKey,
});
export type InjectionRequestBody = z.infer<typeof InjectionRequestBody>;

export const InjectionRecord = z.object({
  injectionId: z.string(),
  projectId: z.string(),
  taskId: z.string(),
  injectionType: z.string(),
  targetPosition: z.string().nullable(),
  status: z.string(),
  title: z.string(),
  reason: z.string(),
  userId: z.string().nullable(),
  createdAt: Time,
  processedAt: Time.nullable(),
  result: z.string().nullable(),
  errors: z.array(z.string()),
});
export type InjectionRecord = z.infer<typeof InjectionRecord>;

const InjectionParams = ProjectParams.extend({ injectionId: Id });

/** Four calls under the names that host applications know. */
export const injectionRoutes = {
  requestInjection: route({
    method: 'POST',
    path: '/api/devteam/projects/{projectId}/tasks/inject',
    summary: 'Add a task to a running list',
    access: 'inject.request',
    about: 'project',
    params: ProjectParams,
    body: InjectionRequestBody,
    success: { status: 202, answer: z.object({ taskId: z.string(), injectionId: z.string(), status: z.string() }) },
    errors: ['project_not_found', ...injectionErrors],
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
  findInjection: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/injections/{injectionId}',
    summary: 'One injection',
    access: 'project.read',
    about: 'project',
    params: InjectionParams,
    success: { status: 200, answer: InjectionRecord },
    errors: ['project_not_found', 'injection_not_found'],
  }),
  listInjections: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/injections',
    summary: 'Injections of a project, newest first',
    access: 'project.read',
    about: 'project',
    params: ProjectParams,
    query: z.strictObject({ status: Text(50).optional() }),
    success: { status: 200, answer: z.object({ items: z.array(InjectionRecord) }) },
    errors: ['project_not_found'],
  }),
  cancelInjection: route({
    method: 'DELETE',
    path: '/api/devteam/projects/{projectId}/injections/{injectionId}',
    summary: 'Take an injection back that was not carried out yet',
    access: 'inject.request',
    about: 'project',
    params: InjectionParams,
    success: { status: 200, answer: InjectionRecord },
    errors: ['project_not_found', 'injection_not_found', 'injection_settled'],
  }),
  approveInjection: route({
    method: 'POST',
    path: '/api/devteam/projects/{projectId}/injections/{injectionId}/approve',
    summary: 'Let an injection that waits for it be carried out',
    access: 'inject.approve',
    about: 'project',
    params: InjectionParams,
    body: z.strictObject(idempotencyKey),
    success: { status: 200, answer: InjectionRecord },
    errors: ['project_not_found', 'injection_not_found', 'injection_settled', 'database_unreachable'],
  }),
} as const;
