import { type ErrorCode, type ExecutionStatus, type Failure, errorCatalogue } from '@devteam/api';
import type { Tone } from '../../ui/tone.ts';

/** A stop that someone asked for is no failure, and must not look like one. */
export const isAskedFor = (failure: Failure): boolean =>
  Object.hasOwn(errorCatalogue, failure.code) && errorCatalogue[failure.code as ErrorCode].status === 200;

export function toneOfFailure(failure: Failure, status?: ExecutionStatus): Tone {
  if (isAskedFor(failure)) return 'paused';
  return status === 'waiting_for_human' ? 'waiting' : 'failed';
}

/** Why something stands still, in one sentence. */
export function sentenceOf({ what, why }: Failure): string {
  const sentence = `${what}: ${why}`.replaceAll(/\s+/g, ' ').trim();
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** Same words as in the terminal. */
export const nothingTried = 'nothing, because trying again could not help';
