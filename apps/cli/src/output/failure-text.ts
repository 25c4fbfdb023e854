import { type Failure, formatFailure } from '@devteam/api';
import type { Paint } from './paint.ts';
import { plainText } from './plain-text.ts';

/** The failure card for a terminal: the words of `formatFailure`, safe to print, the headline in color. */
export function failureText(failure: Failure, paint: Paint): string {
  const evidence = failure.evidence?.split('\n').map(plainText).join('\n') ?? null;
  const safe: Failure = {
    ...failure,
    what: plainText(failure.what),
    why: plainText(failure.why),
    tried: failure.tried.map(plainText),
    next: plainText(failure.next),
    place: failure.place === null ? null : plainText(failure.place),
    evidence,
  };
  const [headline = '', ...rest] = formatFailure(safe).split('\n');
  const lines = rest.map((line) => (line.startsWith('    |') ? paint.faint(line) : line));
  return [paint.bold(paint.color('red', headline)), ...lines].join('\n');
}
