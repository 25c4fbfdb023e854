import { z } from 'zod';
import { ChangesView } from '../views/changes-view.ts';
import { ReceiptView } from '../views/receipt-view.ts';
import { TimerView } from '../views/timer-view.ts';
import { Id, ProjectParams, idempotencyKey, items } from './fields.ts';
import { route } from './route.ts';

const TaskParams = ProjectParams.extend({ taskKey: Id });

/** Of single tasks: what their work changes and what proves it, and who works on them. */
export const taskRoutes = {
  readChanges: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/tasks/{taskKey}/changes',
    summary: 'What the work of a task changes: of one that landed, or of one that a person is asked about',
    access: 'log.read',
    about: 'project',
    params: TaskParams,
    success: { status: 200, answer: ChangesView },
    errors: ['project_not_found', 'changes_unknown', 'database_unreachable'],
  }),
  undoTask: route({
    method: 'POST',
    path: '/api/devteam/projects/{projectId}/tasks/{taskKey}/undo',
    summary: 'Take the work of a landed task back by a commit, and reopen what was done on top of it',
    access: 'task.undo',
    about: 'project',
    params: TaskParams,
    body: z.strictObject(idempotencyKey),
    success: { status: 200, answer: z.object({ commit: z.string(), reopened: z.array(z.string()) }) },
    errors: ['project_not_found', 'undo_not_landed', 'undo_conflict', 'push_contended', 'database_unreachable'],
  }),
  listReceipts: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/receipts',
    summary: 'Proofs of what has landed, newest first',
    access: 'project.read',
    about: 'project',
    params: ProjectParams,
    query: z.strictObject({ taskKey: Id.optional() }),
    success: { status: 200, answer: items(ReceiptView) },
    errors: ['project_not_found'],
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
} as const;
