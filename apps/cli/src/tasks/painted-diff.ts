import type { Paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';

/** A diff for a person. A file gets it as it is, so that it can be applied; a terminal gets color, and nothing it would act on. */
export function paintedDiff(diff: string, paint: Paint, isTerminal: boolean): string {
  if (!isTerminal) return diff;
  return diff
    .split('\n')
    .map((line) => {
      const safe = plainText(line);
      if (line.startsWith('+++') || line.startsWith('---')) return paint.bold(safe);
      if (line.startsWith('@@')) return paint.color('blue', safe);
      if (line.startsWith('+')) return paint.color('green', safe);
      return line.startsWith('-') ? paint.color('red', safe) : safe;
    })
    .join('\n');
}
