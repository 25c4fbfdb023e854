import { toView } from '../text/source-text.ts';
import type { NewHead } from './new-head.ts';
import type { Target } from './target.ts';

/** `### Error Resolution Task: err-2.1-1`, as deep as its neighbor. */
export function errorHeading({ entry }: Target, id: string): NewHead {
  return { lines: [`${'#'.repeat(Math.min(6, Math.max(1, entry.level)))} Error Resolution Task: ${toView(id)}`], lead: '' };
}
