import { type FailureSignature, sameError, similarity } from './failure-signature.ts';

export interface FailedAttempt {
  readonly attempt: number;
  /** Hash of what the attempt changed against its base, without its dates; null if it changed nothing. */
  readonly diff: string | null;
  /** What its checks failed with; null if they did not fail, or nobody ran them. */
  readonly failure: FailureSignature | null;
}

export interface Standstill {
  readonly why: 'same_work' | 'same_error' | 'no_work';
  /** The attempts that show it, the first one first. */
  readonly attempts: readonly number[];
  /** A sentence for people without a full stop. */
  readonly words: string;
}

/** So often the same error may come back, with other work each time. */
const mostSameErrors = 3;
const mostWithoutWork = 2;

/**
 * Whether another attempt would only repeat what was, judged by the last of them: the same work that failed the same way before, the same error three times in
 * a row whatever was tried, or twice no work at all. Undefined while there is hope.
 */
export function findStandstill(attempts: readonly FailedAttempt[]): Standstill | undefined {
  const last = attempts.at(-1);
  if (!last) return undefined;
  if (last.diff === null) {
    const idle = attempts.slice(-mostWithoutWork);
    if (idle.length < mostWithoutWork || idle.some(({ diff }) => diff !== null)) return undefined;
    return tell('no_work', idle, (numbers) => `attempts ${numbers} changed nothing`);
  }
  const isSame = ({ failure }: FailedAttempt): boolean =>
    failure !== null && last.failure !== null && similarity(failure, last.failure) >= sameError;
  const earlier = attempts.slice(0, -1).findLast((one) => one.diff === last.diff && isSame(one));
  if (earlier) return tell('same_work', [earlier, last], (numbers) => `attempts ${numbers} made the same change, and failed the same way`);
  const row = attempts.slice(-mostSameErrors);
  if (row.length < mostSameErrors || !row.every(isSame)) return undefined;
  return tell('same_error', row, (numbers) => `attempts ${numbers} failed the same way, whatever was changed`);
}

function tell(why: Standstill['why'], attempts: readonly FailedAttempt[], words: (numbers: string) => string): Standstill {
  const numbers = attempts.map(({ attempt }) => attempt);
  return { why, attempts: numbers, words: words(`${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`) };
}
