import { z } from 'zod';
import { Failure } from '../failure.ts';
import { executionStatuses, taskStatuses } from '../status.ts';
import { CurrentTask, TaskView } from '../views.ts';
import { Id, ProjectParams, Text, Time, WholeNumber, idempotencyKey } from './fields.ts';
import { InjectionRequestBody, injectionErrors } from './injection-routes.ts';
import { route } from './route.ts';

const totals = z.object({ completed: z.number().int(), total: z.number().int() });

/** How a project's automation stands: the words of a host application. */
export const AutomationStatus = z.object({
  projectId: z.string(),
  customerId: z.string(),
  executionId: z.string().nullable(),
  status: z.enum(executionStatuses),
  /** 0 to 100. */
  progress: z.number(),
  currentTask: CurrentTask.nullable(),
  completedTasks: z.number().int(),
  totalTasks: z.number().int(),
  totals,
  branch: z.string(),
  repositoryUrl: z.string(),
  stopPoint: z.string().nullable(),
  retryCount: z.number().int(),
  /** Why it stands still, where it does. */
  errorContext: Failure.nullable(),
  startedAt: Time.nullable(),
  updatedAt: Time.nullable(),
});
export type AutomationStatus = z.infer<typeof AutomationStatus>;

/** The answer to a command: what it was, what it is now, what is wanted. */
export const ControlRecord = z.object({
  projectId: z.string(),
  executionId: z.string().nullable(),
  previousStatus: z.enum(executionStatuses),
  currentStatus: z.enum(executionStatuses),
  /** What was asked for and is still on its way. */
  desired: z.enum(['running', 'paused', 'stopped']),
  /** What happens now, in a sentence. */
  words: z.string(),
  at: Time,
});
export type ControlRecord = z.infer<typeof ControlRecord>;

export const ExecutionSummary = z.object({
  executionId: z.string(),
  projectId: z.string(),
  customerId: z.string(),
  projectName: z.string(),
  status: z.enum(executionStatuses),
  reason: Failure.nullable(),
  commits: z.number().int(),
  startedAt: Time,
  updatedAt: Time,
  endedAt: Time.nullable(),
});
export type ExecutionSummary = z.infer<typeof ExecutionSummary>;

export const ExecutionError = z.object({
  executionId: z.string(),
  errorId: z.string(),
  projectId: z.string(),
  taskKey: z.string().nullable(),
  attempt: z.number().int().nullable(),
  failure: Failure,
  at: Time,
});
export type ExecutionError = z.infer<typeof ExecutionError>;

const UserParams = z.object({ userId: Id });
const controlErrors = ['project_not_found', 'control_refused', 'database_unreachable'] as const;

/** Twelve calls under the names that host applications know. */
export const automationRoutes = {
  initializeAutomation: route({
    method: 'POST',
    path: '/api/devteam/automation/initialize',
    summary: 'Start to work through the task list of a project',
    access: 'automate.start',
    about: 'project',
    body: z.strictObject({ projectId: Id, userId: Id.optional(), stopPoint: Id.nullable().optional(), ...idempotencyKey }),
    success: { status: 202, answer: AutomationStatus.extend({ executionId: z.string() }) },
    errors: ['project_not_found', 'execution_active', 'database_unreachable'],
  }),
  readAutomationStatus: route({
    method: 'GET',
    path: '/api/devteam/automation/status/{projectId}',
    summary: 'How the automation of a project stands',
    access: 'project.read',
    about: 'project',
    params: ProjectParams,
    success: { status: 200, answer: AutomationStatus },
    errors: ['project_not_found'],
  }),
  pauseAutomation: route({
    method: 'POST',
    path: '/api/devteam/automation/pause/{projectId}',
    summary: 'Pause after the step that runs now',
    access: 'automate.control',
    about: 'project',
    params: ProjectParams,
    body: z.strictObject(idempotencyKey),
    success: { status: 200, answer: ControlRecord },
    errors: controlErrors,
  }),
  resumeAutomation: route({
    method: 'POST',
    path: '/api/devteam/automation/resume/{projectId}',
    summary: 'Go on',
    access: 'automate.control',
    about: 'project',
    params: ProjectParams,
    body: z.strictObject(idempotencyKey),
    success: { status: 200, answer: ControlRecord },
    errors: controlErrors,
  }),
  stopAutomation: route({
    method: 'POST',
    path: '/api/devteam/automation/stop/{projectId}',
    summary: 'Stop; what runs is ended',
    access: 'automate.control',
    about: 'project',
    params: ProjectParams,
    body: z.strictObject(idempotencyKey),
    success: { status: 200, answer: ControlRecord },
    errors: controlErrors,
  }),
  validateRepository: route({
    method: 'POST',
    path: '/api/devteam/repository/validate',
    summary: 'Whether a repository can be reached and has a task list',
    access: 'automate.start',
    about: 'list',
    body: z.strictObject({ repositoryUrl: Text(2000).min(1) }),
    success: {
      status: 200,
      answer: z.object({
        valid: z.boolean(),
        defaultBranch: z.string().nullable(),
        hasTaskList: z.boolean(),
        /** Why it is not valid. */
        failure: Failure.nullable(),
      }),
    },
    errors: [],
  }),
  listRepositoryTasks: route({
    method: 'GET',
    path: '/api/devteam/repository/tasks/{projectId}',
    summary: 'The tasks of the list, in its order',
    access: 'project.read',
    about: 'project',
    params: ProjectParams,
    success: { status: 200, answer: z.object({ tasks: z.array(TaskView) }) },
    errors: ['project_not_found'],
  }),
  updateRepositoryTask: route({
    method: 'PUT',
    path: '/api/devteam/repository/tasks/{projectId}/{taskId}',
    summary: 'Set the status of a task in the file',
    access: 'automate.control',
    about: 'project',
    params: ProjectParams.extend({ taskId: Id }),
    body: z.strictObject({ status: z.enum(taskStatuses), metadata: z.record(z.string(), z.unknown()).optional(), ...idempotencyKey }),
    success: { status: 200, answer: TaskView },
    errors: ['project_not_found', 'task_unknown', 'control_refused'],
    edits: 'if-match',
  }),
  findExecutionError: route({
    method: 'GET',
    path: '/api/devteam/errors/{executionId}/{errorId}',
    summary: 'One failure of an execution',
    access: 'project.read',
    about: 'execution',
    params: z.object({ executionId: Id, errorId: Id }),
    success: { status: 200, answer: ExecutionError },
    errors: ['execution_not_found', 'error_not_found'],
  }),
  injectTask: route({
    method: 'POST',
    path: '/api/devteam/tasks/inject',
    summary: 'Add a task to a running list',
    access: 'inject.request',
    about: 'project',
    body: InjectionRequestBody.extend({ projectId: Id }),
    success: { status: 202, answer: z.object({ taskId: z.string(), injectionId: z.string(), status: z.string() }) },
    errors: ['project_not_found', ...injectionErrors],
  }),
  listActiveExecutions: route({
    method: 'GET',
    path: '/api/devteam/executions/active/{userId}',
    summary: 'Executions under way that this person may see; `me` is the caller',
    access: 'signed-in',
    about: 'list',
    params: UserParams,
    success: { status: 200, answer: z.array(ExecutionSummary) },
    errors: ['user_not_found'],
  }),
  listExecutionHistory: route({
    method: 'GET',
    path: '/api/devteam/executions/history/{userId}',
    summary: 'Executions that this person may see, newest first; `me` is the caller',
    access: 'signed-in',
    about: 'list',
    params: UserParams,
    query: z.strictObject({ limit: WholeNumber.pipe(z.number().min(1).max(500)).default(50) }),
    success: { status: 200, answer: z.array(ExecutionSummary) },
    errors: ['user_not_found'],
  }),
} as const;
