import { z } from 'zod';
import { noticeKinds } from '../notices/notice.ts';

const time = z.iso.datetime();
const count = z.number().int();

export const webhookFormats = ['devteam', 'slack'] as const;

/** An address that is told what happens: in a project, at a customer, or everywhere. */
export const WebhookView = z.object({
  webhookId: z.string(),
  customerId: z.string().nullable(),
  projectId: z.string().nullable(),
  name: z.string(),
  url: z.string(),
  kinds: z.array(z.enum(noticeKinds)),
  format: z.enum(webhookFormats),
  enabled: z.boolean(),
  /** Why it was disabled; null while it is enabled. */
  disabledWhy: z.string().nullable(),
  /** Tries in a row that failed. */
  failures: count,
  waiting: count,
  madeBy: z.string(),
  createdAt: time,
});
export type WebhookView = z.infer<typeof WebhookView>;

/** One thing that one address is told. */
export const DeliveryView = z.object({
  deliveryId: z.string(),
  webhookId: z.string(),
  projectId: z.string(),
  /** Number of the event that it tells of. */
  seq: count,
  kind: z.enum(noticeKinds),
  status: z.enum(['waiting', 'delivered', 'given_up']),
  tries: count,
  /** The status that the last try was answered with; null: nobody answered. */
  answered: count.nullable(),
  why: z.string().nullable(),
  /** When it is tried next; null: never. */
  nextAt: time.nullable(),
  createdAt: time,
  endedAt: time.nullable(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

/** What one try came to. */
export const TryView = z.object({
  delivered: z.boolean(),
  answered: count.nullable(),
  why: z.string().nullable(),
  durationMs: z.number(),
});
export type TryView = z.infer<typeof TryView>;
