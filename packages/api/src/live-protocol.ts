import { z } from 'zod';
import { Event } from './events.ts';

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
});
export type SubscribeFrame = z.infer<typeof SubscribeFrame>;

export const ClientFrame = z.discriminatedUnion('type', [SubscribeFrame, z.strictObject({ type: z.literal('ping') })]);
export type ClientFrame = z.infer<typeof ClientFrame>;

/** Frames of the server that are not events. `subscribed` comes after the replay: from here on everything is live. */
export const ServerFrame = z.union([
  z.object({ type: z.literal('hello'), serverTime: z.iso.datetime() }),
  z.object({ type: z.literal('subscribed'), serverTime: z.iso.datetime() }),
  z.object({ type: z.literal('heartbeat'), serverTime: z.iso.datetime() }),
  Event,
]);
export type ServerFrame = z.infer<typeof ServerFrame>;
