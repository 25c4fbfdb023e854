import { z } from 'zod';
import { Failure } from './failure.ts';
import { executionStatuses } from './status.ts';
import { AskedBy } from './views/asked-by.ts';
import { BudgetView } from './views/budget-view.ts';
import { InjectionView } from './views/injection-view.ts';
import { TimerView } from './views/timer-view.ts';
import { CurrentTask, NodeView, TaskView } from './views.ts';
import { ReceiptView } from './views/receipt-view.ts';
import { ResolutionView } from './views/resolution-view.ts';
import { ReviewView } from './views/review-view.ts';
import { Totals } from './views/totals.ts';

const at = z.iso.datetime();

/** What an event of each type carries. Payloads hold whole facts, not differences: applying one twice changes nothing. */
export const eventPayloads = {
  'execution-update': z.object({
    executionId: z.string(),
    customerId: z.string(),
    status: z.enum(executionStatuses),
    desired: z.enum(['running', 'paused', 'stopped']),
    /** Of a pause that is wanted when, of a stop what becomes of the work under way; null where nothing is wanted. */
    desiredHow: z.enum(['after_node', 'now', 'keep', 'discard']).nullable().optional(),
    desiredBy: z.string().nullable().optional(),
    /** Null where it was not written down. */
    askedBy: AskedBy.nullable().optional(),
    reason: Failure.nullable(),
    progress: z.number(),
    totals: Totals,
    currentTask: CurrentTask.nullable(),
    commits: z.number().int(),
    startedAt: at,
    updatedAt: at,
    endedAt: at.nullable(),
  }),
  /** The list as the branch has it now; sent when its file changed. */
  'task-list-update': z.object({
    executionId: z.string(),
    taskListPath: z.string().nullable(),
    dialect: z.string().nullable(),
    commit: z.string(),
    tasks: z.array(TaskView),
    /** Lines `path:line:col: code: …` about what could not be read. */
    diagnostics: z.array(z.string()),
    totals: Totals.optional(),
  }),
  /** `totals` are those of the list with this task as it is now: who shows both never shows two different counts. */
  'task-update': z.object({ executionId: z.string(), task: TaskView, totals: Totals.optional() }),
  'node-update': z.object({ executionId: z.string(), taskKey: z.string(), node: NodeView }),
  /** Lines of output; `stream` engine is our own narration. */
  'execution-log': z.object({
    executionId: z.string(),
    taskKey: z.string().nullable(),
    attempt: z.number().int(),
    node: z.string().nullable(),
    level: z.enum(['info', 'warn', 'error']),
    stream: z.enum(['stdout', 'stderr', 'engine']),
    lines: z.array(z.string()),
  }),
  /** A question to a person: opened, overdue, answered. */
  'review-update': z.object({ executionId: z.string(), review: ReviewView }),
  /** An investigation: begun or ended. Without its log, which is read where it is shown. */
  'resolution-update': z.object({ executionId: z.string(), resolution: ResolutionView.omit({ log: true }) }),
  /** A limit is near or reached, or was raised; told to each project under way that it binds. */
  'budget-update': z.object({ executionId: z.string(), budget: BudgetView }),
  'injection-update': z.object({ executionId: z.string().nullable(), injection: InjectionView }),
  /** Work landed, and why it was allowed to. */
  receipt: z.object({ executionId: z.string(), receipt: ReceiptView }),
  /** The timer was started or stopped; one of a project without an execution has no number of one. */
  'timer-update': z.object({ executionId: z.string(), timer: TimerView }),
  error: z.object({ executionId: z.string(), taskKey: z.string().nullable(), failure: Failure }),
  completion: z.object({
    executionId: z.string(),
    status: z.enum(executionStatuses),
    reason: Failure.nullable(),
    durationMs: z.number(),
    completedTasks: z.number().int(),
    totalTasks: z.number().int(),
    commits: z.number().int(),
  }),
} as const;

export type EventType = keyof typeof eventPayloads;
export type EventPayload<T extends EventType> = z.infer<(typeof eventPayloads)[T]>;

/** The envelope of everything on the live stream and in `--json` output. `seq` counts per project from 1 without gaps. */
export type Event = {
  [T in EventType]: { type: T; ts: string; projectId: string; seq: number; payload: EventPayload<T> };
}[EventType];

export const Event = z.discriminatedUnion(
  'type',
  Object.entries(eventPayloads).map(([type, payload]) =>
    z.object({ type: z.literal(type), ts: at, projectId: z.string(), seq: z.number().int().positive(), payload }),
  ) as unknown as [z.ZodObject],
) as unknown as z.ZodType<Event>;
