import type { Narration } from '../follow/narrate.ts';
import type { Color } from './paint.ts';

/** A step of the ordinary course has none. */
export const toneColors: Record<Exclude<Narration['tone'], 'step'>, Color> = {
  note: 'amber',
  done: 'green',
  retry: 'amber',
  stop: 'violet',
  bad: 'red',
};
