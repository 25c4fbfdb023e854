import { z } from 'zod';
import { Failure } from '../failure.ts';
import { BudgetView } from './budget-view.ts';
import { ForecastView } from './metric-view.ts';

/** What does work or holds it, as it is on the server's machine now. */
export const DriverState = z.object({
  name: z.string(),
  label: z.string(),
  usable: z.boolean(),
  /** Why it cannot be used, or what a person should know. */
  why: z.string().nullable(),
  /** What to do about it. */
  next: z.string().nullable(),
});
export type DriverState = z.infer<typeof DriverState>;

const NamedTask = z.object({ key: z.string(), id: z.string().nullable(), title: z.string() });

/** A line of the list that says less, or something else, than whoever wrote it may have meant. */
export const ListRemark = z.object({
  line: z.number().int(),
  column: z.number().int(),
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
  /** The line itself, without its ends. */
  text: z.string(),
});
export type ListRemark = z.infer<typeof ListRemark>;

export const ListState = z.object({
  path: z.string(),
  dialect: z.string(),
  completed: z.number().int(),
  total: z.number().int(),
  /** The first of those that will be carried out, in their order; `orderLength` counts all. */
  order: z.array(NamedTask),
  orderLength: z.number().int(),
  /** Open tasks that never start as the list stands, the first of them, and why. */
  stuck: z.array(NamedTask.extend({ why: z.string() })),
  stuckCount: z.number().int(),
  remarks: z.array(ListRemark),
  remarkCount: z.number().int(),
  /** Halts that the list itself asks for. */
  stops: z.array(z.object({ when: z.enum(['before', 'after']), target: z.string() })),
});
export type ListState = z.infer<typeof ListState>;

/** What an execution would begin with if it were started now. What is wrong is told here; nothing was changed. */
export const PreflightView = z.object({
  repository: z.object({
    url: z.string(),
    branch: z.string().nullable(),
    commit: z.string().nullable(),
    failure: Failure.nullable(),
  }),
  /** Null: it was not found or not readable, and `listFailure` says why; or the repository was not reached. */
  list: ListState.nullable(),
  listFailure: Failure.nullable(),
  checks: z.array(z.object({ name: z.string(), command: z.string(), kind: z.enum(['install', 'build', 'test']) })),
  checksFrom: z.enum(['settings', 'file', 'detected', 'none']),
  checksFailure: Failure.nullable(),
  executor: DriverState,
  sandbox: DriverState,
  /** Null: what works asks none. */
  model: z.object({ name: z.string(), isReachable: z.boolean(), host: z.string().nullable() }).nullable(),
  /** What sandboxes may read besides the model. */
  registries: z.array(z.string()),
  landing: z.enum(['merge', 'branch-only', 'local']),
  maxAttempts: z.number().int(),
  /** Of the project and its customer. */
  budgets: z.array(BudgetView),
  forecast: ForecastView.nullable(),
  /** Everything that would keep an execution from working, most telling first; none: it can start. */
  blockers: z.array(Failure),
});
export type PreflightView = z.infer<typeof PreflightView>;

/** All that there is to choose from on the server's machine. */
export const DriverChoices = z.object({
  executors: z.array(DriverState),
  sandboxes: z.array(DriverState),
  usualSandbox: z.string().nullable(),
});
export type DriverChoices = z.infer<typeof DriverChoices>;
