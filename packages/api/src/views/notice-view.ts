import { z } from 'zod';
import { noticeKinds } from '../notices/notice.ts';

/** What a person wants to be told while they do not look. */
export const NotificationSettings = z.object({
  kinds: z.array(z.enum(noticeKinds)),
  /** Also by the system, outside of the page. */
  system: z.boolean(),
  /** Of these projects nothing. */
  mutedProjects: z.array(z.string()),
});
export type NotificationSettings = z.infer<typeof NotificationSettings>;

/** Of whoever never said: what somebody has to do something about. */
export const usualNotifications: NotificationSettings = {
  kinds: [
    'execution_completed',
    'execution_failed',
    'execution_halted',
    'review_opened',
    'review_overdue',
    'injection_needs_approval',
    'budget_reached',
  ],
  system: false,
  mutedProjects: [],
};
