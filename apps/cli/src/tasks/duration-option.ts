import { readDuration } from '@devteam/task-list';
import { UsageError } from '../usage-error.ts';

/** Minutes of what was typed for an option. */
export function minutesOf(option: string, text: string): number {
  const minutes = readDuration(text);
  if (minutes === undefined || minutes === null)
    throw new UsageError(`${option} is «${text}», which is no duration`, {
      next: 'Write a duration such as 25m, 2h, 1h30m or 1d (8 hours).',
    });
  return minutes;
}
