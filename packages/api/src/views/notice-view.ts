import { z } from 'zod';
import { noticeKinds } from '../notices/notice.ts';

/** What a person wants to be told while they do not look. */
export const NoticeSettings = z.object({
  kinds: z.array(z.enum(noticeKinds)),
  /** Also by the system, outside of the page. */
  system: z.boolean(),
  /** Of these projects nothing. */
  mutedProjects: z.array(z.string()),
});
export type NoticeSettings = z.infer<typeof NoticeSettings>;

/** Of whoever never said: what somebody has to do something about. */
export const usualNoticeSettings: NoticeSettings = {
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
