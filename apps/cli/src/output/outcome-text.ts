import type { ProjectProgress } from '../follow/project-progress.ts';
import { plainText } from './plain-text.ts';
import { statusLooks } from './status-look.ts';

/** Where a project stands, in a few words; the whole reason is on the failure card. */
export function outcomeText(progress: Pick<ProjectProgress, 'status' | 'reason' | 'task' | 'commits'>): string {
  const { commits, reason, status, task } = progress;
  const { word } = statusLooks[status];
  if (status === 'completed') return `${word}, ${commits === 1 ? '1 commit' : `${commits} commits`}`;
  if (!reason) return word;
  const place = reason.place ? ` (${reason.place})` : '';
  const about = status === 'waiting_for_human' && task?.id ? ` at ${task.id}` : '';
  return plainText(`${word}${about}: ${reason.what}${place}`);
}
