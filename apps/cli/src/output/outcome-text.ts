import type { ProjectProgress } from '../follow/project-progress.ts';
import { plainText } from './plain-text.ts';
import { statusLooks } from './status-look.ts';

/** Nothing of it is begun before somebody has answered reviews of its customer. */
export const isHeldByReviews = ({ reason, status }: Pick<ProjectProgress, 'status' | 'reason'>): boolean =>
  status === 'running' && reason?.code === 'review_pending';

/** Where a project stands, in a few words; the whole reason is on the failure card. */
export function outcomeText(progress: Pick<ProjectProgress, 'status' | 'reason' | 'task' | 'commits'>): string {
  const { commits, reason, status, task } = progress;
  const { word } = statusLooks[status];
  if (status === 'completed') return `${word}, ${commits === 1 ? '1 commit' : `${commits} commits`}`;
  if (!reason) return word;
  // Other projects' questions keep it from going on: its own words say whose, and how many.
  if (isHeldByReviews(progress)) return plainText(`${word}: ${reason.why}`);
  const place = reason.place ? ` (${reason.place})` : '';
  const about = status === 'waiting_for_human' && task?.id ? ` at ${task.id}` : '';
  return plainText(`${word}${about}: ${reason.what}${place}`);
}
