import { z } from 'zod';
import { Event, eventPayloads } from './events.ts';
import { executionStatuses } from './status.ts';
import { CurrentTask, Health, ProjectDetail } from './views.ts';

/** Close codes with a meaning; a client never comes back by itself after 4001 and 4003. */
export const closeCodes = {
  finished: 1000,
  signInAgain: 4001,
  noAccess: 4003,
  badMessage: 4004,
  tooSlow: 4008,
  serverDraining: 4011,
} as const;

/** Which projects, by their ids or by their customers' (none named: all that the client may see), and the last sequence it has of each. */
export const SubscribeFrame = z.strictObject({
  type: z.literal('subscribe'),
  projects: z.array(z.string()).max(1000).optional(),
  customers: z.array(z.string()).max(1000).optional(),
  after: z.record(z.string(), z.number().int().nonnegative()).default({}),
  /** For projects without a sequence: as they are now, in place of all their events. */
  snapshot: z.boolean().default(false),
});
export type SubscribeFrame = z.infer<typeof SubscribeFrame>;

/**
 * Asks for a row of the table of routes over the socket; it is answered as over HTTP, with the same rights, by a frame with the same id.
 * `key` is an Idempotency-Key.
 */
export const CallFrame = z.strictObject({
  type: z.literal('call'),
  id: z.string().min(1).max(100),
  route: z.string().min(1).max(100),
  params: z.record(z.string(), z.string().max(500)).optional(),
  query: z.record(z.string(), z.string().max(500)).optional(),
  body: z.record(z.string(), z.unknown()).optional(),
  key: z.string().min(1).max(200).optional(),
});
export type CallFrame = z.infer<typeof CallFrame>;

export const ClientFrame = z.discriminatedUnion('type', [SubscribeFrame, CallFrame, z.strictObject({ type: z.literal('ping') })]);
export type ClientFrame = z.infer<typeof ClientFrame>;

const at = z.iso.datetime();

/** A project as it is, in place of the events that led there; what follows has higher numbers than `seq`. */
export const SnapshotFrame = z.object({
  type: z.literal('snapshot'),
  ts: at,
  projectId: z.string(),
  payload: ProjectDetail,
  seq: z.number().int().nonnegative(),
});
export type SnapshotFrame = z.infer<typeof SnapshotFrame>;

/** Every few seconds while an execution is under way, also where nothing happened. `seq` is the newest event that it contains. */
export const ProgressFrame = z.object({
  type: z.literal('progress'),
  ts: at,
  projectId: z.string(),
  payload: z.object({
    executionId: z.string(),
    customerId: z.string(),
    status: z.enum(executionStatuses),
    progress: z.number(),
    totals: z.object({ completed: z.number().int(), total: z.number().int() }),
    currentTask: CurrentTask.nullable(),
    lastOutputAt: at.nullable(),
    elapsedMs: z.number(),
  }),
  seq: z.number().int().nonnegative(),
});
export type ProgressFrame = z.infer<typeof ProgressFrame>;

/** For everybody, when it changed. */
export const HealthFrame = z.object({ type: z.literal('service-health'), ts: at, projectId: z.null(), payload: Health });
export type HealthFrame = z.infer<typeof HealthFrame>;

/** The answer to a call: what HTTP would have said. */
export const AnsweredFrame = z.object({ type: z.literal('answered'), id: z.string(), status: z.number().int(), body: z.unknown() });
export type AnsweredFrame = z.infer<typeof AnsweredFrame>;

/** Frames of the server that are not events. `subscribed` comes after the replay: from here on everything is live. */
export const ServerFrame = z.union([
  z.object({ type: z.literal('hello'), serverTime: at }),
  z.object({ type: z.literal('subscribed'), serverTime: at }),
  z.object({ type: z.literal('heartbeat'), serverTime: at }),
  SnapshotFrame,
  ProgressFrame,
  HealthFrame,
  AnsweredFrame,
  Event,
]);
export type ServerFrame = z.infer<typeof ServerFrame>;

export const isEvent = (frame: ServerFrame): frame is Event => Object.hasOwn(eventPayloads, frame.type);
