import { z } from 'zod';
import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';
import { failureClasses } from './status.ts';

/**
 * What every stop says, everywhere in the same words: what happened, why, what was tried, what to do next.
 * `evidence` quotes output; it is data from a repository or a tool and is shown as such.
 */
export const Failure = z.object({
  code: z.string(),
  class: z.enum(failureClasses),
  what: z.string(),
  why: z.string(),
  tried: z.array(z.string()),
  next: z.string(),
  place: z.string().nullable(),
  evidence: z.string().nullable(),
  /** Before this time it is not worth trying again: whoever failed said so. */
  retryAt: z.iso.datetime().optional(),
});
export type Failure = z.infer<typeof Failure>;

/** Fills the catalogue's words for a code with what is known of this case. */
export function describeFailure(
  code: ErrorCode,
  known: { why?: string; tried?: readonly string[]; place?: string; evidence?: string; retryAt?: string } = {},
): Failure {
  const entry = errorCatalogue[code];
  return {
    code,
    class: entry.class,
    what: entry.what,
    why: known.why ?? entry.why,
    tried: [...(known.tried ?? entry.tried)],
    next: entry.next,
    place: known.place ?? null,
    evidence: known.evidence ?? null,
    ...(known.retryAt ? { retryAt: known.retryAt } : {}),
  };
}

/** The plain-text form for terminals and logs: four labelled lines, then the evidence indented. */
export function formatFailure(failure: Failure): string {
  const lines = [
    `${failure.what}${failure.place ? ` (${failure.place})` : ''} [${failure.code}]`,
    `  why:   ${failure.why}`,
    `  tried: ${failure.tried.length > 0 ? failure.tried.join('; ') : 'nothing, because trying again could not help'}`,
    `  next:  ${failure.next}`,
  ];
  if (failure.evidence) lines.push('  evidence:', ...failure.evidence.split('\n').map((line) => `    | ${line}`));
  return lines.join('\n');
}
