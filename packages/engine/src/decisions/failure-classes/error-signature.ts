import type { Failure } from '@devteam/api';
import { failureSignature } from '../verification/failure/failure-signature.ts';

/** Two failures with the same signature are the same error, for breakers that count them: the same code at the same place with the same telling lines. */
export const errorSignature = ({ code, evidence, place, why }: Pick<Failure, 'code' | 'place' | 'why' | 'evidence'>): string =>
  [code, place ?? '', failureSignature(evidence ?? why).hash].join(' | ');
