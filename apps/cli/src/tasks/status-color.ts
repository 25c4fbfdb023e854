import type { Status } from '@devteam/task-list';
import type { Color } from '../output/paint.ts';

/** Beside the word, never in its place. */
export const statusColors: Record<Status, Color> = {
  pending: 'grey',
  active: 'blue',
  completed: 'green',
  error: 'red',
  blocked: 'amber',
  'human-review': 'violet',
  canceled: 'grey',
  replaced: 'grey',
  skipped: 'grey',
};
