import { type Failure, formatFailure } from '@devteam/api';
import type { Paint } from './paint.ts';
import { plainText } from './plain-text.ts';

/** All of it is in the log. */
const mostEvidenceLines = 20;

/** The end of what was printed is where it says what went wrong. */
function endOf(evidence: string): string {
  const lines = evidence.trimEnd().split('\n').map(plainText);
  const left = lines.length - mostEvidenceLines;
  return (left > 1 ? [`… (${left} lines before these)`, ...lines.slice(left)] : lines).join('\n');
}

/** The failure card for a terminal: the words of `formatFailure`, safe to print, the headline in color. */
export function failureText(failure: Failure, paint: Paint): string {
  const safe: Failure = {
    ...failure,
    what: plainText(failure.what),
    why: plainText(failure.why),
    tried: failure.tried.map(plainText),
    next: plainText(failure.next),
    place: failure.place === null ? null : plainText(failure.place),
    evidence: failure.evidence === null ? null : endOf(failure.evidence),
  };
  const [headline = '', ...rest] = formatFailure(safe).split('\n');
  const lines = rest.map((line) => (line.startsWith('    |') ? paint.faint(line) : line));
  return [paint.bold(paint.color('red', headline)), ...lines].join('\n');
}
