import { z } from 'zod';
import { AskedBy } from './views/asked-by.ts';
import { controlCommands } from './views/control-answer.ts';
import { HoldView } from './views/hold-view.ts';
import { StopPlace } from './views/stop-place.ts';
import { Totals } from './views/totals.ts';
import { Failure } from './failure.ts';
import { executionStatuses, nodeStatuses, phases, taskStatuses } from './status.ts';

/** Times are ISO 8601 in UTC, durations milliseconds. `null` is a stored «none». */
const time = z.iso.datetime();

export const NodeView = z.object({
  node: z.string(),
  attempt: z.number().int(),
  status: z.enum(nodeStatuses),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  failure: Failure.nullable(),
  /** The node did its work, and what it found speaks against the work of the task: a check that failed. Not there if nothing does. */
  finding: Failure.optional(),
});
export type NodeView = z.infer<typeof NodeView>;

/** One entry of the task list with what the execution knows of it. */
export const TaskView = z.object({
  key: z.string(),
  id: z.string().nullable(),
  title: z.string(),
  /** In the file. */
  status: z.enum(taskStatuses),
  depth: z.number().int(),
  executable: z.boolean(),
  dependencies: z.array(z.string()),
  /** In the execution; null before it was selected. */
  phase: z.enum(phases).nullable(),
  attempt: z.number().int(),
  maxAttempts: z.number().int(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  commit: z.string().nullable(),
  failure: Failure.nullable(),
  /** Why it has not started yet, in words, or until when it waits though it was begun; null if neither. */
  waitingFor: z.string().nullable(),
});
export type TaskView = z.infer<typeof TaskView>;

export const CurrentTask = z.object({
  key: z.string(),
  id: z.string().nullable(),
  title: z.string(),
  phase: z.enum(phases),
  attempt: z.number().int(),
  maxAttempts: z.number().int(),
  node: z.string().nullable(),
  startedAt: time,
  /** Why it does not go on just now, in words; only where somebody asks for a view, since it changes without an event. */
  waitingFor: z.string().optional(),
});
export type CurrentTask = z.infer<typeof CurrentTask>;

export const ExecutionView = z.object({
  executionId: z.string(),
  status: z.enum(executionStatuses),
  /** What was asked for last; differs from `status` while the engine is on its way there. */
  desired: z.enum(['running', 'paused', 'stopped']),
  desiredHow: z.enum(['after_node', 'now', 'keep', 'discard']).nullable().optional(),
  desiredBy: z.string().nullable().optional(),
  /** Null where it was not written down. */
  askedBy: AskedBy.nullable().optional(),
  desiredAt: time.nullable().optional(),
  /** What keeps it from going on, or is about to; `holdsOf` says the same of an event. */
  holds: z.array(HoldView).optional(),
  /** What a person may ask now; the rest is refused. */
  allowed: z.array(z.enum(controlCommands)).optional(),
  reason: Failure.nullable(),
  stopAfter: z.array(z.string()),
  /** All that people gave, also while it ran; the list's own stand in the list. */
  stops: z.array(StopPlace).optional(),
  startedAt: time,
  updatedAt: time,
  endedAt: time.nullable(),
  commits: z.number().int(),
});
export type ExecutionView = z.infer<typeof ExecutionView>;

/** What does the work, and how far it is trusted; the label is shown wherever the name is. */
export const DriverView = z.object({ name: z.string(), label: z.string() });
export type DriverView = z.infer<typeof DriverView>;

export const ProjectView = z.object({
  projectId: z.string(),
  customerId: z.string(),
  customerName: z.string(),
  name: z.string(),
  repositoryUrl: z.string(),
  branch: z.string(),
  taskListPath: z.string().nullable(),
  dialect: z.string().nullable(),
  executor: DriverView,
  sandbox: DriverView,
  execution: ExecutionView.nullable(),
  totals: Totals,
  /** 0 to 100. */
  progress: z.number(),
  currentTask: CurrentTask.nullable(),
  lastOutputAt: time.nullable(),
  /** Sequence of the newest event this view contains; follow the stream from here. */
  seq: z.number().int(),
});
export type ProjectView = z.infer<typeof ProjectView>;

export const ProjectDetail = ProjectView.extend({
  tasks: z.array(TaskView),
  /** Nodes of the current task, or of the last one. */
  nodes: z.array(NodeView),
});
export type ProjectDetail = z.infer<typeof ProjectDetail>;

export const ServiceHealth = z.object({
  service: z.string(),
  status: z.enum(['up', 'degraded', 'down']),
  detail: z.string(),
});
export const Health = z.object({
  status: z.enum(['up', 'degraded', 'down']),
  version: z.string(),
  serverTime: time,
  services: z.array(ServiceHealth),
});
export type Health = z.infer<typeof Health>;
